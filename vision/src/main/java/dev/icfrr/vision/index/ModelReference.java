package dev.icfrr.vision.index;

import dev.icfrr.io.FileNames;
import dev.icfrr.vision.encoder.HogEncoder;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.onnx.OnnxFile;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.onnx.Pooling;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The model of an index's features, with which query images are encoded. */
public sealed interface ModelReference {

    /** Number of images per call of an encoder. */
    int BATCH = 16;

    /**
     * Opens the encoder.
     *
     * @param threads threads per inference
     * @throws IOException if the model's file is missing or differs from the one the index was built with
     */
    ImageEncoder<?> open(int threads) throws IOException;

    /** Histograms of oriented gradients. */
    record HogReference(Hog hog) implements ModelReference {
        @Override
        public ImageEncoder<?> open(int threads) {
            return new HogEncoder(hog, BATCH);
        }
    }

    /**
     * The model that comes with the library.
     *
     * @param sha256 of its bytes, so that a library with another version of it is refused
     */
    record SketchReference(String sha256) implements ModelReference {

        /** Returns a reference to the model of this library. */
        public static SketchReference current() throws IOException {
            return new SketchReference(SketchModel.sha256());
        }

        @Override
        public ImageEncoder<?> open(int threads) throws IOException {
            if (!current().equals(this)) {
                throw new IOException("the index was built with another version of the model '" + SketchModel.NAME
                        + "' than this program has. Build the index again.");
            }
            return SketchModel.open(threads, BATCH);
        }
    }

    /**
     * An ONNX model. Its file is not copied into the index.
     *
     * @param path of the model
     * @param sha256 its {@linkplain OnnxFile#sha256 identity}, which covers its files of weights
     * @param preprocessing how images are prepared for it
     * @param pooling how a vector is made of its output; empty if it gives one
     * @param output name of the output; empty for the first that fits
     */
    record OnnxReference(
            Path path, String sha256, Preprocessing preprocessing, Optional<Pooling> pooling, Optional<String> output)
            implements ModelReference {

        /** Returns a reference to a file with its current hash. */
        public static OnnxReference to(
                Path path, Preprocessing preprocessing, Optional<Pooling> pooling, Optional<String> output)
                throws IOException {
            Path absolute = path.toAbsolutePath().normalize();
            FileNames.text(absolute);
            return new OnnxReference(absolute, OnnxFile.sha256(path), preprocessing, pooling, output);
        }

        /** Returns a reference to the same model at another path. */
        public OnnxReference at(Path other) {
            return new OnnxReference(other, sha256, preprocessing, pooling, output);
        }

        @Override
        public ImageEncoder<?> open(int threads) throws IOException {
            if (!Files.isRegularFile(path)) {
                throw new IOException(
                        path + ": no such model. The index was built with a model; name its file with" + " --model.");
            }
            if (!OnnxFile.sha256(path).equals(sha256)) {
                throw new IOException(path + ": this model or its files of weights are not those that the index was"
                        + " built with. Name the right model with --model, or build the index again.");
            }
            OnnxOptions options = new OnnxOptions(threads, OptionalInt.empty(), pooling, output);
            return OnnxEncoder.open(path, preprocessing, options, BATCH);
        }
    }
}
