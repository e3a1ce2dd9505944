package dev.icfrr.evaluation;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.rerank.RerankSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one iteration's rankings as a TREC run, queries in order. The file is compressed if its name ends in
 * {@code .gz}. The score is the number of gallery items minus the rank, so that a reader restores the order. The file
 * appears under its name when the writer is closed; until then it is a temporary file in the same folder.
 */
public final class TrecRunWriter implements RerankSink, AutoCloseable {
    /** The largest gallery: trec_eval reads scores in single precision, in which larger whole numbers would tie. */
    private static final int LARGEST_GALLERY = 1 << 24;

    private final Path path;
    private final AtomicFile file;
    private final @Nullable GZIPOutputStream zip;
    private final BufferedWriter out;
    private final List<String> queries;
    private final List<String> gallery;
    private final int iteration;
    private final int topN;
    private final String tag;
    /** Lines of queries that arrived before their turn. */
    private final TreeMap<Integer, String> early = new TreeMap<>();

    private int next;

    /**
     * Creates a file.
     *
     * @param queries names of the queries, without white space
     * @param gallery names of the gallery items, without white space
     * @param iteration the iteration to write
     * @param topN number of items per query
     * @param tag name of the run, without white space
     * @throws IllegalArgumentException if a name is empty or contains white space
     * @throws IOException if the file cannot be created
     */
    public TrecRunWriter(Path path, List<String> queries, List<String> gallery, int iteration, int topN, String tag)
            throws IOException {
        requireNames("query", queries);
        requireNames("gallery item", gallery);
        requireName("run", tag);
        if (topN < 1) {
            throw new IllegalArgumentException("topN must be at least 1, not " + topN);
        }
        if (gallery.size() > LARGEST_GALLERY) {
            throw new IllegalArgumentException(
                    "a TREC run cannot tell the scores of more than " + LARGEST_GALLERY + " gallery items apart");
        }
        this.path = path;
        this.queries = List.copyOf(queries);
        this.gallery = List.copyOf(gallery);
        this.iteration = iteration;
        this.topN = Math.min(topN, gallery.size());
        this.tag = tag;
        this.file = new AtomicFile(path, 0);
        OutputStream stream = Channels.newOutputStream(file.channel());
        this.zip = path.toString().endsWith(".gz") ? new GZIPOutputStream(stream, 1 << 16) : null;
        this.out = new BufferedWriter(new OutputStreamWriter(zip == null ? stream : zip, StandardCharsets.UTF_8));
    }

    /** Returns names for {@code count} unnamed items: {@code q0, q1, ...} for the prefix {@code q}. */
    public static List<String> numbered(String prefix, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> prefix + i)
                .toList();
    }

    @Override
    public void accept(int query, int shown, int[] order) {
        if (shown != iteration) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (int rank = 0; rank < topN; rank++) {
            lines.append(queries.get(query))
                    .append(" Q0 ")
                    .append(gallery.get(order[rank]))
                    .append(' ')
                    .append(rank + 1)
                    .append(' ')
                    .append(gallery.size() - rank)
                    .append(' ')
                    .append(tag)
                    .append('\n');
        }
        write(query, lines.toString());
    }

    private synchronized void write(int query, String lines) {
        early.put(query, lines);
        try {
            for (String turn = early.remove(next); turn != null; turn = early.remove(next)) {
                out.write(turn);
                next++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    /**
     * Moves the file to its name if every query was written; removes it otherwise.
     *
     * @throws IOException if it cannot be written
     */
    @Override
    public synchronized void close() throws IOException {
        try (file) {
            out.flush();
            if (zip != null) {
                zip.finish();
            }
            if (next == queries.size()) {
                file.commit();
            }
        }
    }

    static void requireNames(String what, List<String> names) {
        names.forEach(name -> requireName(what, name));
    }

    private static void requireName(String what, String name) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a TREC run cannot hold the " + what + " name '" + name
                    + "': names must not be empty or hold white space");
        }
    }
}
