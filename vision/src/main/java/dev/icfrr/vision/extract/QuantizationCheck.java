package dev.icfrr.vision.extract;

import dev.icfrr.vision.checkpoint.CheckpointImport;
import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares an 8-bit model with the same model in 32-bit floats: how close the features are, and how fast it is. */
public final class QuantizationCheck {

    private static final int ROUNDS = 3;

    /**
     * The measurements.
     *
     * @param images number of encoded images
     * @param meanCosine mean cosine between the features of both models
     * @param lowestCosine lowest cosine of an image
     * @param exactPerSecond images per second of the model in floats
     * @param quantizedPerSecond images per second of the 8-bit model
     */
    public record Result(
            int images, double meanCosine, double lowestCosine, double exactPerSecond, double quantizedPerSecond) {}

    private record Run(List<float[]> features, double perSecond) {}

    private QuantizationCheck() {}

    /** Imports the checkpoint in floats into a temporary file beside the 8-bit model, and compares the two. */
    public static Result againstCheckpoint(
            Path checkpoint,
            Path quantized,
            CheckpointOptions options,
            Preprocessing preprocessing,
            List<Path> images,
            int threads)
            throws IOException {
        Path exact = quantized.resolveSibling("." + quantized.getFileName() + ".float32.onnx");
        try {
            CheckpointImport.run(checkpoint, exact, options, Optional.of(preprocessing), Precision.FLOAT32);
            return run(exact, quantized, preprocessing, images, threads);
        } finally {
            Files.deleteIfExists(exact);
            Files.deleteIfExists(PreprocessingFiles.beside(exact));
        }
    }

    /** Encodes the same images with both models. The fastest of some rounds counts. */
    public static Result run(Path exact, Path quantized, Preprocessing preprocessing, List<Path> images, int threads)
            throws IOException {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("there are no images to compare with");
        }
        List<RgbPixels> prepared = new ArrayList<>();
        for (Path image : images) {
            prepared.add(preprocessing.apply(RgbPixels.of(Images.read(image))));
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

    private static Run encode(Path model, Preprocessing preprocessing, List<RgbPixels> images, int threads)
            throws IOException {
        try (OnnxEncoder encoder = OnnxEncoder.open(model, preprocessing, OnnxOptions.processor(threads), 4)) {
            double fastest = Double.POSITIVE_INFINITY;
            List<float[]> features = List.of();
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                List<float[]> encoded = new ArrayList<>();
                for (int first = 0; first < images.size(); first += encoder.batch()) {
                    int end = Math.min(first + encoder.batch(), images.size());
                    encoded.addAll(List.of(encoder.encode(images.subList(first, end))));
                }
                fastest = Math.min(fastest, (double) System.nanoTime() - start);
                features = encoded;
            }
            return new Run(features, images.size() * 1e9 / fastest);
        }
    }
}
