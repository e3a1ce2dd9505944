package dev.icfrr.cli.graph;

import dev.icfrr.cli.input.Matrices;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The memory-mapped file that a graph is built from: distances between gallery items, or their features. */
public final class GraphInput implements AutoCloseable {
    private final TensorFile file;
    private final Matrix matrix;
    private final boolean fromFeatures;

    /** What a file holds; {@code AUTO} reads a square matrix as distances and any other as features. */
    public enum Content {
        AUTO,
        DISTANCES,
        FEATURES
    }

    private GraphInput(TensorFile file, Matrix matrix, boolean fromFeatures) {
        this.file = file;
        this.matrix = matrix;
        this.fromFeatures = fromFeatures;
    }

    /**
     * Opens a file.
     *
     * @param tensor name of the tensor, or null if there is only one
     * @throws IOException if it holds no such matrix
     */
    @SuppressWarnings("MustBeClosed") // the input owns the file and closes it
    public static GraphInput open(Path path, @Nullable String tensor, Content content) throws IOException {
        TensorFile file = TensorFiles.open(path);
        try {
            Matrix matrix = Matrices.of(tensor == null ? file.soleTensor() : file.tensor(tensor), path);
            boolean square = matrix.rows() == matrix.columns();
            if (matrix.rows() == 0) {
                throw new IOException(path + ": the gallery is empty");
            }
            if (content == Content.DISTANCES && !square) {
                throw new IOException(path + ": distances between gallery items must be a square matrix, not "
                        + matrix.rows() + " x " + matrix.columns());
            }
            return new GraphInput(file, matrix, content == Content.FEATURES || !square);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Returns G x G distances, or G x D features. */
    public Matrix matrix() {
        return matrix;
    }

    /** Returns whether {@link #matrix()} holds features. */
    public boolean isFromFeatures() {
        return fromFeatures;
    }

    /** Returns the file. */
    public Path path() {
        return file.path();
    }

    @Override
    public void close() {
        file.close();
    }
}
