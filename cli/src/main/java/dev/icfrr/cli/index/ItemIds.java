package dev.icfrr.cli.index;

import dev.icfrr.embeddings.EmbeddingFiles;
import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.io.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Ids of items: the lines of a text file, or a column of names or numbers. */
public final class ItemIds {
    private ItemIds() {}

    /**
     * Reads all ids.
     *
     * @param file the file, or {@code FILE:COLUMN}
     * @throws IOException if the file is neither text in UTF-8 nor a file of values
     */
    public static List<String> read(Path file) throws IOException {
        EmbeddingSource source = EmbeddingSource.parse(file.toString());
        if (source.column().isPresent() || EmbeddingFiles.isMarked(source.path())) {
            try (EmbeddingFile opened = source.open()) {
                return opened.values(source.column(), Side.GALLERY).texts();
            }
        }
        return TextFiles.read(file).lines().toList();
    }

    /** Reads one id for each item. */
    public static List<String> read(Path file, int count) throws IOException {
        List<String> ids = read(file);
        if (ids.size() != count) {
            throw new IOException(
                    file + ": " + ids.size() + " ids for " + count + " items. It must have one id per line");
        }
        return ids;
    }
}
