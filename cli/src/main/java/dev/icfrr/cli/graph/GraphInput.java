package dev.icfrr.cli.graph;

import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The memory-mapped file that a graph is built from: distances between gallery items, or their features. */
public final class GraphInput implements AutoCloseable {
    private final EmbeddingFile file;
    private final Matrix matrix;
    private final boolean fromFeatures;

    /** What a file holds; {@code AUTO} reads a square matrix as distances and any other as features. */
    public enum Content {
        AUTO,
        DISTANCES,
        FEATURES
    }

    private GraphInput(EmbeddingFile file, Matrix matrix, boolean fromFeatures) {
        this.file = file;
        this.matrix = matrix;
        this.fromFeatures = fromFeatures;
    }

    /**
     * Opens a file.
     *
     * @param path the file, or {@code FILE:COLUMN}
     * @param tensor name of the tensor, or null if there is only one
     * @throws IOException if it holds no such matrix
     */
    public static GraphInput open(Path path, @Nullable String tensor, Content content) throws IOException {
        EmbeddingSource source = EmbeddingSource.parse(path.toString());
        EmbeddingFile file = source.open();
        try {
            Optional<String> column = tensor == null ? source.column() : Optional.of(tensor);
            Matrix matrix = column.isEmpty() && file instanceof TensorEmbeddings tensors
                    ? tensors.soleMatrix()
                    : file.matrix(column, Side.GALLERY);
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

    /** Returns the file, or the folder of shards. */
    public Path path() {
        return file.path();
    }

    /** Returns the files that are read: the file, or the shards of a folder. */
    public List<Path> paths() {
        return file.paths();
    }

    /** Returns what users should know about how the files are read. */
    public Optional<String> remark() {
        return file.remark();
    }

    @Override
    public void close() {
        file.close();
    }
}
