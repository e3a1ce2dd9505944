package dev.icfrr.vision.dataset;

import dev.icfrr.io.ListedFiles;
import dev.icfrr.io.TextFiles;
import dev.icfrr.text.PrintableText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file list: a line per image, its path relative to the data set's folder and its label. The label is the last
 * token; a path may hold spaces, and a run of them counts as one, as for the reference.
 */
final class FileList {

    private static final Pattern SPACE = Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final String EXPECTED = "expected '<path> <label>' with a whole number as label, but ";

    private FileList() {}

    /** Reads the first list that exists. */
    static ImageSet readFirst(Path folder, Path... candidates) throws DatasetException {
        for (Path list : candidates) {
            if (Files.exists(list)) {
                return read(folder, list);
            }
        }
        throw missing(folder, candidates[0]);
    }

    static ImageSet read(Path folder, Path list) throws DatasetException {
        if (!Files.isRegularFile(list)) {
            throw missing(folder, list);
        }
        List<Path> paths = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        int number = 0;
        ListedFiles files = new ListedFiles(folder);
        // A decoder of its own refuses damaged text, which a reader of a stream would replace.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(TextFiles.open(list), StandardCharsets.UTF_8.newDecoder()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = SPACE.matcher(line).replaceAll(" ").strip();
                if (!text.isEmpty()) {
                    int space = text.lastIndexOf(' ');
                    labels.add(label(text.substring(space + 1)));
                    paths.add(files.find(path(text, space)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new DatasetException(list + ", line " + number + ": " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new DatasetException(list + ", after line " + number + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw new DatasetException(list + ": cannot be read: " + e.getMessage(), e);
        }
        if (paths.isEmpty()) {
            throw new DatasetException(list + ": holds no image; expected a line '<path> <label>' for each");
        }
        return new ImageSet(paths, labels.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int label(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(EXPECTED + "the last word is " + PrintableText.quote(text), e);
        }
    }

    private static String path(String text, int space) {
        if (space < 0) {
            throw new IllegalArgumentException(EXPECTED + "there is one word only: " + PrintableText.quote(text));
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    EXPECTED + "the path holds a NUL character: " + PrintableText.quote(text));
        }
        return text.substring(0, space);
    }

    private static DatasetException missing(Path folder, Path list) {
        return new DatasetException(list + ": no such file; expected the list of images there, with a line"
                + " '<path below " + folder + "> <label>' for each");
    }
}
