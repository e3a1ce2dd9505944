package dev.icfrr.cli.index;

import dev.icfrr.cli.input.Matrices;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Features in a memory-mapped file. */
public record FeatureInput(TensorFile file, Matrix matrix) implements AutoCloseable {

    /**
     * Opens a file.
     *
     * @throws IOException if the file holds no matrix, or an empty one
     */
    @SuppressWarnings("MustBeClosed") // the input owns the file and closes it
    public static FeatureInput open(Path path) throws IOException {
        TensorFile file = TensorFiles.open(path);
        try {
            Matrix matrix = Matrices.of(file.soleTensor(), path);
            if (matrix.rows() == 0 || matrix.columns() == 0) {
                throw new IOException(path + ": holds no features: " + file.soleTensor());
            }
            return new FeatureInput(file, matrix);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
