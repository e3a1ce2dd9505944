package dev.icfrr.vision.extract;

import dev.icfrr.evaluation.Median;
import dev.icfrr.io.FileTrees;
import dev.icfrr.vision.dataset.ImageSet;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxModel;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Compares the speed of a whole extraction with that of its model alone. Both encode the same images in alternation, so
 * that both see the same noise of the machine; the model alone gets prepared images.
 */
public final class ThroughputCheck {

    /**
     * Speeds of one round.
     *
     * @param model images per second of the model alone
     * @param extraction images per second of the extraction, from files to shards
     */
    public record Round(double model, double extraction) {

        /** Returns the extraction's speed relative to the model's. */
        public double share() {
            return extraction / model;
        }
    }

    /**
     * What was measured.
     *
     * @param images images per round
     * @param prepareSeconds time of one thread to read and prepare one image
     */
    public record Result(int images, double prepareSeconds, List<Round> rounds) {

        /** Copies the list. */
        public Result {
            rounds = List.copyOf(rounds);
        }

        /** Returns the median over the rounds. */
        public double median(ToDoubleFunction<Round> value) {
            return Median.of(rounds.stream().mapToDouble(value).toArray());
        }

        /**
         * Returns the largest possible relative speed if the model needs all processors and preparing images shares
         * them.
         *
         * @param cores number of shared processors
         */
        public double bound(int cores) {
            return 1 / (1 + prepareSeconds / cores * median(Round::model));
        }
    }

    private static final double SECOND = 1e9;

    private final OnnxSource source;
    private final DecodeSettings settings;
    private final ImageSet images;

    /**
     * @param source the model; its number of threads is replaced
     * @param settings settings of the extraction
     * @param images images per round; a multiple of both batch sizes for a fair comparison
     */
    public ThroughputCheck(OnnxSource source, DecodeSettings settings, ImageSet images) {
        if (images.size() == 0) {
            throw new IllegalArgumentException("there are no images to measure with");
        }
        this.source = source;
        this.settings = settings;
        this.images = images;
    }

    /**
     * Measures.
     *
     * @param alone settings with which the model is fastest
     * @param whole settings of the extraction
     * @param rounds at least 1
     */
    public Result run(Tuning alone, Tuning whole, int rounds) throws IOException {
        List<Round> measured = new ArrayList<>();
        try (OnnxModel only = OnnxEngine.open(source.model(), source.options().withThreads(alone.threads()));
                OnnxEncoder encoder = source.open(whole)) {
            prepare(encoder);
            long start = System.nanoTime();
            List<RgbPixels> prepared = prepare(encoder);
            double prepareSeconds = secondsSince(start) / images.size();
            List<Batch> batches = batches(prepared, only.batch().orElse(alone.batch()));
            batches.getFirst().run(only);
            encoder.encode(prepared.subList(0, Math.min(encoder.batch(), prepared.size())));
            for (int round = 0; round < rounds; round++) {
                measured.add(new Round(images.size() / seconds(only, batches), images.size() / seconds(encoder)));
            }
            return new Result(images.size(), prepareSeconds, measured);
        }
    }

    private List<RgbPixels> prepare(OnnxEncoder encoder) throws IOException {
        List<RgbPixels> prepared = new ArrayList<>();
        for (Path image : images.paths()) {
            prepared.add(encoder.prepare(Images.read(image, settings.maxPixels())));
        }
        return prepared;
    }

    /** A batch in the input format of the model. */
    private record Batch(FloatBuffer pixels, int size, int images, int height, int width) {

        void run(OnnxModel model) throws IOException {
            model.run(pixels, size, images, height, width);
        }
    }

    private List<Batch> batches(List<RgbPixels> prepared, int size) {
        float[][] table = source.preprocessing().table();
        List<Batch> batches = new ArrayList<>();
        for (int first = 0; first < prepared.size(); first += size) {
            List<RgbPixels> some = prepared.subList(first, Math.min(first + size, prepared.size()));
            int height = some.getFirst().height();
            int width = some.getFirst().width();
            int numbers = 3 * height * width;
            FloatBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(4 * size, numbers))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            for (int i = 0; i < some.size(); i++) {
                Preprocessing.toTensor(some.get(i), table, pixels, i * numbers);
            }
            batches.add(new Batch(pixels, size, some.size(), height, width));
        }
        return batches;
    }

    private static double seconds(OnnxModel model, List<Batch> batches) throws IOException {
        long start = System.nanoTime();
        for (Batch batch : batches) {
            batch.run(model);
        }
        return secondsSince(start);
    }

    private double seconds(OnnxEncoder encoder) throws IOException {
        Path folder = Files.createTempDirectory("icfrr-measure");
        try (WorkFolder work = WorkFolder.open(
                folder.resolve("work"), "measure", Optional.empty(), () -> new Tuning(encoder.batch(), 1))) {
            long start = System.nanoTime();
            DomainExtraction.run(Domain.GALLERY, images, encoder, work, settings, ExtractionListener.SILENT);
            return secondsSince(start);
        } finally {
            FileTrees.delete(folder);
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / SECOND;
    }
}
