package dev.icfrr.vision.encoder;

import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxFile;
import dev.icfrr.vision.onnx.OnnxModel;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.onnx.Pooling;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import dev.icfrr.vision.preprocess.RgbPixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Encodes images with an ONNX model and its preprocessing. */
public final class OnnxEncoder implements ImageEncoder<RgbPixels> {

    private final OnnxModel model;
    private final Preprocessing preprocessing;
    private final float[][] table;
    private final Optional<int[]> expectedSize;
    private final int batch;
    private FloatBuffer pixels = FloatBuffer.allocate(0);

    private OnnxEncoder(OnnxModel model, Preprocessing preprocessing, int batch) {
        this.model = model;
        this.preprocessing = preprocessing;
        this.table = preprocessing.table();
        this.expectedSize = model.imageSize();
        this.batch = batch;
    }

    /**
     * Opens a model.
     *
     * @param batch images per inference; ignored if the graph fixes it
     * @throws IOException if the model cannot be opened or the prepared images do not fit it
     */
    public static OnnxEncoder open(Path path, Preprocessing preprocessing, OnnxOptions options, int batch)
            throws IOException {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch has at least 1 image, not " + batch);
        }
        OnnxModel model = OnnxEngine.open(path, options);
        try {
            checkSize(path, model, preprocessing);
            return new OnnxEncoder(model, preprocessing, model.batch().orElse(batch));
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Returns a description of everything that affects the features of a model. It does not include batch size and
     * threads.
     */
    public static String identity(Path path, Preprocessing preprocessing, OnnxOptions options) throws IOException {
        return "onnx sha256 " + OnnxFile.sha256(path) + ", output "
                + options.output().orElse("as pooled") + ", pool "
                + options.pooling().orElse(Pooling.NONE).label() + ", on "
                + (options.gpu().isPresent() ? "cuda" : "cpu") + ", "
                + PreprocessingFiles.toJson(preprocessing)
                        .replaceAll("\\s+", " ")
                        .strip();
    }

    private static void checkSize(Path path, OnnxModel model, Preprocessing preprocessing) throws IOException {
        Optional<int[]> prepared = preprocessing.outputSize();
        Optional<int[]> taken = model.imageSize();
        if (prepared.isPresent()
                && taken.isPresent()
                && (prepared.get()[0] != taken.get()[0] || prepared.get()[1] != taken.get()[1])) {
            throw new IOException(path + ": takes images of " + taken.get()[1] + " x " + taken.get()[0]
                    + " pixels, but its preprocessing makes them " + prepared.get()[1] + " x " + prepared.get()[0]);
        }
        if (prepared.isEmpty() && taken.isEmpty() && model.batch().orElse(0) != 1) {
            throw new IOException(path + ": neither the model nor its preprocessing fixes the size of images;"
                    + " add a crop or a resize to both edges");
        }
    }

    @Override
    public RgbPixels prepare(BufferedImage image) {
        RgbPixels prepared = preprocessing.apply(RgbPixels.of(image));
        if (expectedSize.isPresent()) {
            int[] size = expectedSize.get();
            if (prepared.height() != size[0] || prepared.width() != size[1]) {
                throw new IllegalArgumentException("prepared, the image has " + prepared.width() + " x "
                        + prepared.height() + " pixels; the model takes " + size[1] + " x " + size[0]);
            }
        }
        return prepared;
    }

    @Override
    public float[][] encode(List<RgbPixels> images) throws IOException {
        if (images.isEmpty() || images.size() > batch) {
            throw new IllegalArgumentException(images.size() + " images are no batch of 1 to " + batch);
        }
        int height = images.getFirst().height();
        int width = images.getFirst().width();
        // A single last image is padded to two: ONNX Runtime computes a batch of one differently, and features must not
        // depend on the number of images.
        int alone = Math.min(2, batch);
        int count = model.batch().orElse(Math.max(images.size(), alone));
        int numbers = 3 * height * width;
        if (pixels.capacity() < count * numbers) {
            pixels = ByteBuffer.allocateDirect(Math.multiplyExact(4 * count, numbers))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
        for (int i = 0; i < images.size(); i++) {
            Preprocessing.toTensor(images.get(i), table, pixels, i * numbers);
        }
        for (int i = images.size() * numbers; i < count * numbers; i++) {
            pixels.put(i, 0);
        }
        return model.run(pixels, count, images.size(), height, width);
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void close() throws IOException {
        model.close();
    }
}
