package dev.icfrr.cli.index;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Names of items from a text file, one a line. */
public final class ItemIds {
    private ItemIds() {}

    /**
     * Reads all names.
     *
     * @throws IOException if the file is not text in UTF-8
     */
    public static List<String> read(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not text in UTF-8", e);
        }
    }

    /** Reads as many names as there are items. */
    public static List<String> read(Path file, int count) throws IOException {
        List<String> ids = read(file);
        if (ids.size() != count) {
            throw new IOException(file + ": " + ids.size() + " ids, one a line, for " + count + " items");
        }
        return ids;
    }
}
