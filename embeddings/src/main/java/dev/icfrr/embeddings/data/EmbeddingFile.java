package dev.icfrr.embeddings.data;

import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An open file, or a folder of files, with columns of embeddings and of values. Matrices can be read by any thread
 * until it is closed.
 */
public interface EmbeddingFile extends AutoCloseable {

    /** Returns the name of the format, for display. */
    String format();

    /** Returns the file, or the folder, as it was opened. */
    Path path();

    /** Returns the files that are read: the file, or the shards of a folder that were needed so far. */
    default List<Path> paths() {
        return List.of(path());
    }

    /** Returns something that users should know about how the files were read. */
    default Optional<String> remark() {
        return Optional.empty();
    }

    /**
     * Returns the embeddings, one row for each item. The data is mapped, or decoded once: calling this twice for one
     * column returns the same matrix.
     *
     * @param column the column; if empty, the only one with embeddings, or the usual one of the side
     * @param side the side of the search that it is read for
     * @throws IOException if there is no such column, or several, or it holds no embeddings of one length; the message
     *     lists the columns
     */
    Matrix matrix(Optional<String> column, Side side) throws IOException;

    /**
     * Returns one value for each item.
     *
     * @param column the column; if empty, the only one with values, or the usual one of the side
     * @param side the side of the search that it is read for
     * @throws IOException if there is no such column, or it holds no numbers or names; the message lists the columns
     */
    ItemValues values(Optional<String> column, Side side) throws IOException;

    @Override
    void close();
}
