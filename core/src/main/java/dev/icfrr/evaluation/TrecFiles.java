package dev.icfrr.evaluation;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.TextFiles;
import dev.icfrr.metrics.Labels;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Reads runs ({@code query Q0 item rank score tag}) and judgments ({@code query 0 item grade}) in the formats of TREC:
 * one per line, fields separated by spaces or tabs. Judgments may also have the three columns of BEIR ({@code query
 * item grade}), with or without a header. Files may be compressed with gzip under any name. Empty lines are skipped.
 */
public final class TrecFiles {
    private static final String RUN = "query Q0 item rank score tag";
    private static final String QRELS = "query 0 item grade (TREC), or query item grade (BEIR)";

    private TrecFiles() {}

    /**
     * Reads a run.
     *
     * @throws IOException if the file cannot be read or a line is malformed; the message names the line
     */
    public static Run readRun(Path path) throws IOException {
        Run.Builder run = new Run.Builder();
        // Names repeat from query to query, so each is kept once.
        Map<String, String> names = new HashMap<>();
        read(path, RUN, line -> {
            String[] fields = line.split("\\s+");
            requireFields(fields, 6, RUN);
            double score = NumberText.score(fields[4]);
            run.add(
                    names.computeIfAbsent(fields[0], name -> name),
                    names.computeIfAbsent(fields[2], name -> name),
                    score);
        });
        try {
            return run.build();
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads judgments.
     *
     * @throws IOException if the file cannot be read, a line is malformed, or an item is judged twice; the message
     *     names the line
     */
    public static Qrels readQrels(Path path) throws IOException {
        QrelsReader reader = new QrelsReader();
        read(path, QRELS, reader);
        return Qrels.of(reader.grades);
    }

    /** Reads lines of four fields, or lines of three after a header or a first line of three. */
    private static final class QrelsReader implements LineReader {
        private final Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        private int columns;

        @Override
        public void accept(String line) {
            String[] fields = fields(line);
            if (columns == 0) {
                columns = fields.length == 3 ? 3 : 4;
                if (columns == 3 && isHeader(fields)) {
                    return;
                }
            }
            requireFields(fields, columns, QRELS);
            String item = fields[columns - 2];
            int grade = NumberText.grade(fields[columns - 1]);
            if (grades.computeIfAbsent(fields[0], _ -> new HashMap<>()).put(item, grade) != null) {
                throw new IllegalArgumentException("item " + item + " is judged twice for query " + fields[0]);
            }
        }

        /** Splits a line. BEIR separates by tabs, so that its names may contain spaces. */
        private String[] fields(String line) {
            String[] byTabs = line.split("\t", -1);
            return byTabs.length == 3 && columns != 4 ? byTabs : line.split("\\s+");
        }

        private static boolean isHeader(String[] fields) {
            return fields[0].toLowerCase(Locale.ROOT).replace('_', '-').matches("query-?id|qid")
                    && !fields[2].isEmpty()
                    && fields[2].chars().allMatch(Character::isLetter);
        }
    }

    private static void requireFields(String[] fields, int count, String form) {
        if (fields.length != count) {
            throw new IllegalArgumentException(fields.length + " fields where there should be " + count + ": " + form);
        }
    }

    /**
     * Writes judgments by labels: a line of grade 1 for every relevant item. A query without any gets one line of grade
     * 0, so that it counts in means. The file is compressed if its name ends in {@code .gz}, and appears only when it
     * is complete.
     *
     * @param queries names of the queries, without white space
     * @param gallery names of the gallery items, without white space
     * @throws IOException if the file cannot be written
     */
    public static void writeQrels(Path path, List<String> queries, List<String> gallery, Labels labels)
            throws IOException {
        TrecRunWriter.requireNames("query", queries);
        TrecRunWriter.requireNames("gallery item", gallery);
        AtomicFile.write(path, stream -> {
            OutputStream bytes = TextFiles.compressedByName(path, stream);
            Writer out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
            for (int query = 0; query < queries.size(); query++) {
                boolean any = false;
                for (int item = 0; item < gallery.size(); item++) {
                    if (labels.isRelevant(query, item)) {
                        any = true;
                        out.write(queries.get(query) + " 0 " + gallery.get(item) + " 1\n");
                    }
                }
                if (!any && !gallery.isEmpty()) {
                    out.write(queries.get(query) + " 0 " + gallery.getFirst() + " 0\n");
                }
            }
            out.flush();
            if (bytes instanceof GZIPOutputStream zip) {
                zip.finish();
            }
        });
    }

    private static void read(Path path, String form, LineReader reader) throws IOException {
        try (BufferedReader lines = open(path)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String stripped = line.strip();
                if (stripped.isEmpty()) {
                    continue;
                }
                try {
                    reader.accept(stripped);
                } catch (NumberFormatException e) {
                    throw new IOException(
                            path + ", line " + number + " has no number where there should be one: " + form, e);
                } catch (IllegalArgumentException e) {
                    throw new IOException(path + ", line " + number + ": " + e.getMessage(), e);
                }
            }
            if (number == 0) {
                throw new IOException(path + " is empty; there should be lines of: " + form);
            }
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8 text", e);
        } catch (EOFException | ZipException e) {
            throw new IOException(path + ": compressed text that is cut off or damaged: " + e.getMessage(), e);
        }
    }

    private static BufferedReader open(Path path) throws IOException {
        return new BufferedReader(new InputStreamReader(
                TextFiles.open(path),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    @FunctionalInterface
    private interface LineReader {
        void accept(String line);
    }
}
