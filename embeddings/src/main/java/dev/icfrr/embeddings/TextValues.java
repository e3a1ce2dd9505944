package dev.icfrr.embeddings;

import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.io.TextFiles;
import dev.icfrr.matrix.Matrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A text file with one value on each line: whole numbers if all are, otherwise names. */
final class TextValues implements EmbeddingFile {
    private final Path path;
    private final List<String> lines;

    private TextValues(Path path, List<String> lines) {
        this.path = path;
        this.lines = lines;
    }

    static TextValues open(Path path) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(TextFiles.open(path), StandardCharsets.UTF_8.newDecoder()))) {
            return new TextValues(path, in.lines().map(String::strip).toList());
        } catch (CharacterCodingException | UncheckedIOException e) {
            throw new IOException(path + ": is not UTF-8 text", e);
        }
    }

    @Override
    public String format() {
        return "text";
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Matrix matrix(Optional<String> column, Side side) throws IOException {
        throw new IOException(path + ": is a text file, which holds no embeddings; save them with numpy.save");
    }

    @Override
    public ItemValues values(Optional<String> column, Side side) throws IOException {
        if (column.isPresent()) {
            throw new IOException(path + ": is a text file, which has no columns. Leave out ':" + column.get() + "'");
        }
        int empty = lines.indexOf("");
        if (empty >= 0) {
            throw new IOException(path + ": line " + (empty + 1) + " is empty; each line must hold one value");
        }
        boolean numbers = !lines.isEmpty() && lines.stream().allMatch(line -> line.matches("-?\\d{1,18}"));
        return numbers
                ? new ItemValues.Numbers(
                        lines.stream().mapToLong(Long::parseLong).toArray())
                : new ItemValues.Names(lines);
    }

    @Override
    public void close() {
        // The file was read whole.
    }
}
