package dev.icfrr.vision.extract;

import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxModel;
import dev.icfrr.vision.onnx.OnnxOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the batch size and the number of threads with which a model encodes the most images per second. */
public final class SpeedCalibration {

    /**
     * What was measured.
     *
     * @param tuning a setting
     * @param imagesPerSecond speed with this setting, without reading and preparing images
     */
    public record Measurement(Tuning tuning, double imagesPerSecond) {

        /** Formats the measurement for a log. */
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "batch %d, %d threads, up to %.1f images/s",
                    tuning.batch(),
                    tuning.threads(),
                    imagesPerSecond);
        }
    }

    private static final List<Integer> BATCHES = List.of(2, 8, 32);
    private static final double SECOND = 1e9;
    /**
     * A larger batch or fewer threads must be faster by this factor: a larger batch takes memory, and fewer threads are
     * faster only by chance.
     */
    private static final double WORTHWHILE = 1.04;

    /** Number of runs, of which the fastest counts: other programs can slow down one or two. */
    private static final int FEWEST_RUNS = 3;

    private SpeedCalibration() {}

    /**
     * Measures for some seconds.
     *
     * @param options how to run the model; the number of threads is replaced
     * @param size height and width of prepared images
     * @param cores maximum number of processors
     * @param seconds minimum time per setting, including warm-up
     * @return all measured settings, the best one first
     */
    public static List<Measurement> run(Path model, OnnxOptions options, int[] size, int cores, double seconds)
            throws IOException {
        // Batches of one are not considered: they round differently from all others, so features would depend on the
        // choice.
        List<Integer> threads = cores == 1 ? List.of(1) : List.of(cores, cores / 2);
        List<Measurement> measured = new ArrayList<>();
        Optional<Measurement> best = Optional.empty();
        for (int count : threads) {
            try (OnnxModel opened = OnnxEngine.open(model, options.withThreads(count))) {
                double last = 0;
                for (int batch :
                        opened.batch().isPresent() ? List.of(opened.batch().getAsInt()) : BATCHES) {
                    // A batch that takes longer than the given time cannot pay off.
                    if (last > 0 && batch / last > 2 * seconds) {
                        break;
                    }
                    last = imagesPerSecond(opened, batch, size, seconds);
                    Measurement measurement = new Measurement(new Tuning(batch, count), last);
                    measured.add(measurement);
                    if (best.isEmpty() || last > best.get().imagesPerSecond() * WORTHWHILE) {
                        best = Optional.of(measurement);
                    }
                }
            }
        }
        Measurement first = best.orElseThrow();
        measured.remove(first);
        measured.addFirst(first);
        return measured;
    }

    private static double imagesPerSecond(OnnxModel model, int batch, int[] size, double seconds) throws IOException {
        FloatBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(12 * batch, size[0] * size[1]))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (i * 37 % 255) / 255f);
        }
        long begin = System.nanoTime();
        model.run(pixels, batch, batch, size[0], size[1]);
        double fastest = (double) System.nanoTime() - begin;
        long end = begin + (long) (seconds * SECOND);
        int runs = 0;
        while (runs < FEWEST_RUNS || System.nanoTime() < end) {
            long start = System.nanoTime();
            model.run(pixels, batch, batch, size[0], size[1]);
            fastest = Math.min(fastest, (double) System.nanoTime() - start);
            runs++;
        }
        return batch * SECOND / fastest;
    }
}
