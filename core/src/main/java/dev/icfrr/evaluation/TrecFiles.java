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
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Reads runs ({@code query Q0 item rank score tag}) and judgments ({@code query 0 item grade}) in the formats of TREC:
 * one per line, fields separated by spaces or tabs. Files may be compressed with gzip under any name. Empty lines are
 * skipped.
 */
public final class TrecFiles {
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
        read(path, 6, "query Q0 item rank score tag", fields -> {
            double score = Double.parseDouble(fields[4]);
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
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        read(path, 4, "query 0 item grade", fields -> {
            Integer old =
                    grades.computeIfAbsent(fields[0], _ -> new HashMap<>()).put(fields[2], Integer.valueOf(fields[3]));
            if (old != null) {
                throw new IllegalArgumentException("item " + fields[2] + " is judged twice for query " + fields[0]);
            }
        });
        return Qrels.of(grades);
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

    private static void read(Path path, int count, String form, LineReader reader) throws IOException {
        try (BufferedReader lines = open(path)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String stripped = line.strip();
                if (stripped.isEmpty()) {
                    continue;
                }
                String[] fields = stripped.split("\\s+");
                if (fields.length != count) {
                    throw new IOException(path + ", line " + number + " has " + fields.length
                            + " fields where there should be " + count + ": " + form);
                }
                try {
                    reader.accept(fields);
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
        void accept(String[] fields);
    }
}
