package dev.icfrr.cli.index;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ids of items in a text file, one per line. */
public final class ItemIds {
    private ItemIds() {}

    /**
     * Reads all ids.
     *
     * @throws IOException if the file is not text in UTF-8
     */
    public static List<String> read(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is not UTF-8 text", e);
        }
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
