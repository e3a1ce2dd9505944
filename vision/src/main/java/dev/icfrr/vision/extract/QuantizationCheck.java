package dev.icfrr.vision.extract;

import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures what an 8-bit model loses and gains. */
public final class QuantizationCheck {

    private static final int ROUNDS = 3;

    /**
     * What was measured.
     *
     * @param pictures how many were encoded
     * @param meanCosine of the features of both models
     * @param leastCosine the worst picture's
     * @param exactPerSecond pictures per second of the model in floats
     * @param quantizedPerSecond pictures per second of the other
     */
    public record Result(
            int pictures, double meanCosine, double leastCosine, double exactPerSecond, double quantizedPerSecond) {}

    private record Run(List<float[]> features, double perSecond) {}

    private QuantizationCheck() {}

    /** Encodes the same pictures with both models, each at its best of some rounds. */
    public static Result run(Path exact, Path quantized, Preprocessing preprocessing, List<Path> pictures, int threads)
            throws IOException {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("there are no pictures to compare with");
        }
        List<RgbPixels> prepared = new ArrayList<>();
        for (Path picture : pictures) {
            prepared.add(preprocessing.apply(RgbPixels.of(Images.read(picture))));
        }
        Run reference = encode(exact, preprocessing, prepared, threads);
        Run rounded = encode(quantized, preprocessing, prepared, threads);
        double sum = 0;
        double least = 1;
        for (int i = 0; i < prepared.size(); i++) {
            double cosine = 0;
            float[] a = reference.features.get(i);
            float[] b = rounded.features.get(i);
            for (int j = 0; j < a.length; j++) {
                cosine += (double) a[j] * b[j];
            }
            sum += cosine;
            least = Math.min(least, cosine);
        }
        return new Result(prepared.size(), sum / prepared.size(), least, reference.perSecond, rounded.perSecond);
    }

    private static Run encode(Path model, Preprocessing preprocessing, List<RgbPixels> pictures, int threads)
            throws IOException {
        try (OnnxEncoder encoder = OnnxEncoder.open(model, preprocessing, OnnxOptions.processor(threads), 4)) {
            double fastest = Double.POSITIVE_INFINITY;
            List<float[]> features = List.of();
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                List<float[]> encoded = new ArrayList<>();
                for (int first = 0; first < pictures.size(); first += encoder.batch()) {
                    int end = Math.min(first + encoder.batch(), pictures.size());
                    encoded.addAll(List.of(encoder.encode(pictures.subList(first, end))));
                }
                fastest = Math.min(fastest, (double) System.nanoTime() - start);
                features = encoded;
            }
            return new Run(features, pictures.size() * 1e9 / fastest);
        }
    }
}
