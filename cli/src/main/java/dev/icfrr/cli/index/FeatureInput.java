package dev.icfrr.cli.index;

import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Path;

/** Features in a file. */
public record FeatureInput(EmbeddingFile file, Matrix matrix) implements AutoCloseable {

    /**
     * Opens a file.
     *
     * @param place the file, or {@code FILE:COLUMN}
     * @throws IOException if the file holds no matrix, or an empty one
     */
    public static FeatureInput open(Path place) throws IOException {
        EmbeddingSource source = EmbeddingSource.parse(place.toString());
        EmbeddingFile file = source.open();
        try {
            Matrix matrix = file.matrix(source.column(), Side.GALLERY);
            if (matrix.rows() == 0 || matrix.columns() == 0) {
                throw new IOException(
                        source + ": holds no features: " + matrix.rows() + " rows of " + matrix.columns() + " values");
            }
            return new FeatureInput(file, matrix);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Returns the size of the files. */
    public long bytes() {
        return file.paths().stream().mapToLong(path -> path.toFile().length()).sum();
    }

    @Override
    public void close() {
        file.close();
    }
}
