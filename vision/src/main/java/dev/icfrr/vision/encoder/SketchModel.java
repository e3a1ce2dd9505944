package dev.icfrr.vision.encoder;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FileHashes;
import dev.icfrr.io.UserCache;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.preprocess.Interpolation;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropToInk;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The model that comes with the library: a small network for drawings and images of things. It was trained by
 * {@code training/} on openly licensed icons and emoji; see {@code docs/understand/sketch-encoder.md}.
 */
public final class SketchModel {

    /** The name that users give. */
    public static final String NAME = "sketch";

    /** How images are prepared for it. */
    public static final Preprocessing PREPROCESSING = new Preprocessing(
            List.of(new CropToInk(32, 25), new ResizeExact(64, 64, Interpolation.BILINEAR)),
            Preprocessing.UNIT_SCALE,
            List.of());

    private static final String RESOURCE = "sketch.onnx";
    private static final int HASH_IN_NAME = 16;
    private static final String DRAWINGS = "sketch-drawings.txt";

    private SketchModel() {}

    /** Returns the SHA-256 of the model in hexadecimal. */
    public static String sha256() throws IOException {
        return sha256(bytes());
    }

    private static String sha256(byte[] model) {
        return HexFormat.of().formatHex(FileHashes.newDigest().digest(model));
    }

    /**
     * Returns a file with the model. It is in the user's cache folder, for all later calls; ONNX Runtime opens files
     * that processes share. If that folder cannot be written, the file is temporary and deleted when the program ends.
     *
     * @throws IOException if neither can be written
     */
    public static Path file() throws IOException {
        return file(UserCache.folder().resolve("models"));
    }

    static Path file(Path folder) throws IOException {
        byte[] model = bytes();
        Path kept = folder.resolve(NAME + "-" + sha256(model).substring(0, HASH_IN_NAME) + ".onnx");
        try {
            if (!Files.isRegularFile(kept) || !Arrays.equals(Files.readAllBytes(kept), model)) {
                AtomicFile.write(kept, out -> out.write(model));
            }
            return kept;
        } catch (IOException e) {
            Path temporary = Files.createTempFile("icfrr-sketch-", ".onnx");
            temporary.toFile().deleteOnExit();
            return Files.write(temporary, model);
        }
    }

    /**
     * Opens the model.
     *
     * @param threads for one inference
     * @param batch images per inference
     */
    public static OnnxEncoder open(int threads, int batch) throws IOException {
        return OnnxEncoder.open(file(), PREPROCESSING, OnnxOptions.processor(threads), batch);
    }

    /** Returns what the model says of drawings in general, for centering queries. */
    public static Drawings drawings() throws IOException {
        String[] values =
                new String(bytes(DRAWINGS), StandardCharsets.UTF_8).strip().split("\\s+", -1);
        double[] mean = new double[values.length - 1];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = Double.parseDouble(values[k + 1]);
        }
        return new Drawings(Integer.parseInt(values[0]), mean);
    }

    /**
     * Features of drawings that the model was not trained on.
     *
     * @param count of the drawings
     * @param mean of their features
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Drawings(int count, double[] mean) {}

    private static byte[] bytes() throws IOException {
        return bytes(RESOURCE);
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = SketchModel.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the library");
            }
            return in.readAllBytes();
        }
    }
}
