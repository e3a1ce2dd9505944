package dev.icfrr.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** Names of files in folders that other programs have written. */
public final class FileNames {

    /** Files and folders that file managers and archive programs add. */
    private static final Set<String> ADDED = Set.of("__macosx", "thumbs.db", "desktop.ini");

    private FileNames() {}

    /**
     * Returns whether a file or folder is none of a user's own: its name begins with a dot, or file managers and
     * archive programs add it to folders ({@code __MACOSX}, {@code Thumbs.db}, {@code desktop.ini}). Every listing of a
     * folder passes over these.
     */
    public static boolean isLitter(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") || ADDED.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns whether a path below a folder leads through {@linkplain #isLitter litter} or is litter itself. */
    public static boolean hasLitter(Path relative) {
        for (Path part : relative) {
            if (isLitter(part)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns a path as text, if the text names the same file again. Java replaces bytes that are not valid in the
     * encoding of the locale, so other text must not be stored.
     *
     * @throws IOException naming the file and the way out
     */
    public static String text(Path file) throws IOException {
        String text = file.toString();
        try {
            if (file.getFileSystem().getPath(text).equals(file)) {
                return text;
            }
        } catch (InvalidPathException e) {
            // The message below says the same in other words.
        }
        throw new IOException(file + ": this name is not text in the encoding " + encoding()
                + ", so it cannot be stored. Rename the file, or use a UTF-8 locale, for example LC_ALL=C.UTF-8.");
    }

    /** Returns the message for a name that the encoding of the locale lacks. */
    public static String notRepresentable(String name) {
        return "the name '" + name + "' cannot be written in the encoding " + encoding()
                + " of file names. Use a UTF-8 locale, for example LC_ALL=C.UTF-8.";
    }

    private static String encoding() {
        return System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());
    }

    /**
     * Returns a name with composed accents (Unicode form NFC). macOS writes names with decomposed accents, which look
     * the same and are other bytes.
     */
    public static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Returns a name with decomposed accents (Unicode form NFD). */
    public static String decomposed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD);
    }
}
