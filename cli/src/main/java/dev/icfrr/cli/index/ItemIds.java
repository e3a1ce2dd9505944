package dev.icfrr.cli.index;

import dev.icfrr.io.TextFiles;
import java.io.IOException;
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
