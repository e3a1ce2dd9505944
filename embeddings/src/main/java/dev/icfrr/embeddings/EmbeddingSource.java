package dev.icfrr.embeddings;

import dev.icfrr.embeddings.data.EmbeddingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A column of a file, as users name it: {@code FILE} or {@code FILE:COLUMN}.
 *
 * @param path the file, or a folder of shards
 * @param column the column, or empty for the only one that fits
 */
public record EmbeddingSource(Path path, Optional<String> column) {

    /**
     * Parses {@code FILE} or {@code FILE:COLUMN}. A file whose own name contains a colon is found, too: the longest
     * name of an existing file is taken.
     */
    public static EmbeddingSource parse(String text) {
        Path whole = Path.of(text);
        if (Files.exists(whole)) {
            return new EmbeddingSource(whole, Optional.empty());
        }
        for (int colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
            Path path = Path.of(text.substring(0, colon));
            if (Files.exists(path)) {
                return new EmbeddingSource(path, Optional.of(text.substring(colon + 1)));
            }
        }
        return new EmbeddingSource(whole, Optional.empty());
    }

    /**
     * Opens the file.
     *
     * @throws IOException if it does not exist, is damaged, or of no known format
     */
    public EmbeddingFile open() throws IOException {
        return EmbeddingFiles.open(path);
    }

    @Override
    public String toString() {
        return column.map(name -> path + ":" + name).orElseGet(path::toString);
    }
}
