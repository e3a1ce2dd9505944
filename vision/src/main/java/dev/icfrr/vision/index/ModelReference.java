package dev.icfrr.vision.index;

import dev.icfrr.io.FileHashes;
import dev.icfrr.vision.encoder.HogEncoder;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.onnx.OnnxOptions;
import dev.icfrr.vision.onnx.Pooling;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** What the features of an index come from, so that a query image can be described the same way. */
public sealed interface ModelReference {

    /** Images handed to an encoder at a time. */
    int BATCH = 16;

    /**
     * Opens the encoder.
     *
     * @param threads for one inference
     * @throws IOException if the model's file is gone, or is another than the index was built with
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
     * An ONNX model; the file itself stays where it is.
     *
     * @param path of the model
     * @param sha256 of its bytes
     * @param preprocessing how images are prepared for it
     * @param pooling how a vector is made of its output; empty if it gives one
     * @param output name of the output; empty for the first that fits
     */
    record OnnxReference(
            Path path, String sha256, Preprocessing preprocessing, Optional<Pooling> pooling, Optional<String> output)
            implements ModelReference {

        /** A reference to a file as it is now. */
        public static OnnxReference to(
                Path path, Preprocessing preprocessing, Optional<Pooling> pooling, Optional<String> output)
                throws IOException {
            return new OnnxReference(
                    path.toAbsolutePath().normalize(), FileHashes.sha256(path), preprocessing, pooling, output);
        }

        /** The same model at another place. */
        public OnnxReference at(Path other) {
            return new OnnxReference(other, sha256, preprocessing, pooling, output);
        }

        @Override
        public ImageEncoder<?> open(int threads) throws IOException {
            if (!Files.isRegularFile(path)) {
                throw new IOException(path + ": the model that the index was built with is not there any more;"
                        + " name it with --model");
            }
            if (!FileHashes.sha256(path).equals(sha256)) {
                throw new IOException(path + ": is another model than the one that the index was built with;"
                        + " name that one with --model, or build the index again");
            }
            OnnxOptions options = new OnnxOptions(threads, OptionalInt.empty(), pooling, output);
            return OnnxEncoder.open(path, preprocessing, options, BATCH);
        }
    }
}
