package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private static final Path BLOBS = Path.of("../core/src/test/resources/blobs");

    @TempDir
    Path folder;

    @Test
    void rankFilesByLabels() throws IOException {
        // The golden orders hold all iterations; a rank file holds one.
        Path first = ranks("first.npy", 0);
        Path last = ranks("last.npy", 8);
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                first.toString(),
                last.toString(),
                "--labels",
                BLOBS.resolve("labels.pth").toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("0.6978", "0.7054", "p vs ", "30 queries");
    }

    private Path ranks(String name, int iteration) throws IOException {
        Path path = folder.resolve(name);
        try (var golden = dev.icfrr.tensor.TensorFiles.open(BLOBS.resolve("ranks_f64.npy"))) {
            Tensor orders = golden.soleTensor().select(iteration);
            NpyWriter.write(path, Tensor.of(orders.toLongArray(), orders.shape()));
        }
        return path;
    }

    @Test
    void runsByJudgmentsInEveryForm() throws IOException {
        Path trec = write("run.txt", "1 Q0 a 1 2 x\n1 Q0 b 2 1 x\n2 Q0 a 1 2 x\n", false);
        Path zipped = write("run.gz", "1 Q0 a 1 2 x\n1 Q0 b 2 1 x\n2 Q0 a 1 2 x\n", true);
        Path json = write("run.json", "{\"1\": {\"a\": 2.0, \"b\": 1}, \"2\": {\"a\": 2}}", false);
        Path qrels =
                write("qrels.json.gz", " {\"1\": {\"b\": 1, \"a\": 0}, \"2\": {\"a\": 2}, \"3\": {\"a\": 1}}", true);
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                trec.toString(),
                zipped.toString(),
                json.toString(),
                "--qrels",
                qrels.toString(),
                "--metrics",
                "map,mrr",
                "--format",
                "csv");
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().filter(line -> line.contains(",0.75,0.75,")))
                .hasSize(3);
        CommandLineRun all = CommandLineRun.of(
                "evaluate", json.toString(), "--qrels", qrels.toString(), "--metrics", "map", "--all-queries");
        assertThat(all.out()).contains(" 0.5000 |", "3 queries").doesNotContain("**");
    }

    @Test
    void judgmentsOfBeir() throws IOException {
        Path run = write("run", "Q1 Q0 D2 1 2 x\nQ1 Q0 D1 2 1 x\nQ2 Q0 D4 1 1 x\n", false);
        Path spaced = write("spaced.json", "{\"Q 1\": {\"D 2\": 2, \"D1\": 1}}", false);
        for (String header : new String[] {"query-id\tcorpus-id\tscore\n", "query_id corpus_id score\r\n", ""}) {
            Path qrels = write("beir.tsv", header + "Q1\tD2\t1\nQ2\tD4\t1.0\nQ2\tD5\t0\n", false);
            CommandLineRun done =
                    CommandLineRun.of("evaluate", run.toString(), "--qrels", qrels.toString(), "--metrics", "map");
            assertThat(done.err()).isEmpty();
            assertThat(done.out()).contains("1.0000", "2 queries");
        }
        Path names = write("names.tsv", "query-id\tcorpus-id\tscore\nQ 1\tD 2\t1\n", false);
        assertThat(CommandLineRun.of("evaluate", spaced.toString(), "--qrels", names.toString(), "--metrics", "map")
                        .out())
                .contains("1.0000");
        assertMessage(run, write("mixed", "Q1 D2 1\nQ1 0 D3 1\n", false), "line 2: 4 fields where there should be 3");
        assertMessage(run, write("trec", "Q1 0 D2 1\nQ1 D3 1\n", false), "line 2: 3 fields where there should be 4");
        assertMessage(run, write("twice", "Q1\tD2\t1\nQ1\tD2\t2\n", false), "item D2 is judged twice");
        assertMessage(run, write("half", "Q1\tD2\t0.5\n", false), "line 1 has no number where there should be one");
    }

    @Test
    void infiniteAndMissingScoresHaveOneRuleInTextAndJson() throws IOException {
        Path qrels = write("qrels", "1 0 a 1\n", false);
        for (String infinity : new String[] {"inf", "-inf", "+Infinity", "-INFINITY", "Inf", "1e999"}) {
            boolean negative = infinity.startsWith("-");
            String json = infinity.equals("1e999") ? infinity : negative ? "-Infinity" : "Infinity";
            Path text = write("run", "1 Q0 a 1 " + infinity + " x\n1 Q0 b 2 5 x\n", false);
            Path object = write("run.json", "{\"1\": {\"a\": " + json + ", \"b\": 5}}", false);
            for (Path run : new Path[] {text, object}) {
                CommandLineRun done =
                        CommandLineRun.of("evaluate", run.toString(), "--qrels", qrels.toString(), "--metrics", "mrr");
                assertThat(done.err()).isEmpty();
                assertThat(done.out()).contains(negative ? "0.5000" : "1.0000");
            }
        }
        String message = "the score of item a for query 1 is NaN";
        assertMessage(write("run", "1 Q0 a 1 nan x\n", false), qrels, "run, line 1: " + message);
        assertMessage(write("r.json", "{\"1\": {\"a\": NaN}}", false), qrels, "r.json: " + message);
        for (String odd : new String[] {"1f", "0x1p3", "1_0", "--1", "infinite", "."}) {
            assertMessage(write("run", "1 Q0 a 1 " + odd + " x\n", false), qrels, "has no number");
        }
        Path run = write("run", "1 Q0 a 1 2 x\n", false);
        assertMessage(run, write("g.json", "{\"1\": {\"a\": NaN}}", false), "must have an integer grade, not NaN");
        assertMessage(run, write("g", "1 0 a nan\n", false), "has no number");
    }

    @Test
    void numbersBeyondReasonAreNamedOrTaken() throws IOException {
        Path qrels = write("qrels", "1 0 a 1\n", false);
        Path large = write("large.json", "{\"1\": {\"a\": 1e999, \"b\": 123456789012345678901234567890}}", false);
        Path grade = write("grade.json", "{\"1\": {\"a\": 99999999999}}", false);
        Path run = write("run", "1 Q0 a 1 2 x\n", false);
        assertThat(CommandLineRun.of("evaluate", large.toString(), "--qrels", qrels.toString())
                        .exitCode())
                .isIn(0, 2);
        assertMessage(run, grade, "query 1, item a must have an integer grade, not 99999999999");
        CommandLineRun huge = CommandLineRun.of(
                "evaluate", run.toString(), "--qrels", qrels.toString(), "--metrics", "prec@2000000000,map@2000000000");
        assertThat(huge.exitCode()).as(huge.err()).isZero();
        assertThat(huge.out()).contains("1.0000");
        assertThat(CommandLineRun.of(
                                "evaluate",
                                run.toString(),
                                "--qrels",
                                qrels.toString(),
                                "--metrics",
                                "prec@99999999999")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void unknownLabelsMeasureNothing() throws IOException {
        Path labels = folder.resolve("labels.pth");
        dev.icfrr.tensor.PthWriter.write(
                labels,
                dev.icfrr.tensor.Value.Dict.of(java.util.Map.of(
                        "query", Tensor.of(new long[] {-1, -1}, 2), "gallery", Tensor.of(new long[] {-1}, 1))));
        Path ranks = folder.resolve("r.npy");
        NpyWriter.write(ranks, Tensor.of(new long[] {0, 0}, 2, 1));
        CommandLineRun run = CommandLineRun.of("evaluate", ranks.toString(), "--labels", labels.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("labels.pth: the label of every query is unknown");
    }

    @Test
    void mistakesAreNamed() throws IOException {
        Path qrels = write("qrels", "1 0 a 1\n", false);
        Path broken = write("broken.json", "{\"1\": {\"a\": \"high\"}}", false);
        Path cut = write("cut.json", "{\"1\": {\"a\": 1", false);
        Path twice = write("twice.json", "{\"1\": {\"a\": 1, \"a\": 2}}", false);
        Path other = write("other", "8 Q0 a 1 2 x\n", false);
        assertMessage(broken, qrels, "query 1, item a must have a score, not \"high\"");
        assertMessage(
                cut, qrels, "cut.json, line 1: not valid JSON: Unexpected end-of-input: expected close marker for");
        assertMessage(twice, qrels, "twice.json, line 1: not valid JSON");
        assertMessage(other, qrels, "other: none of the run's queries is judged");
        assertMessage(folder.resolve("missing"), qrels, "missing: no such file");
        assertThat(CommandLineRun.of("evaluate", other.toString()).exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("evaluate", other.toString(), "--qrels", qrels.toString(), "--metrics", "auc")
                        .err())
                .contains("no metric is called 'auc'");
    }

    private static void assertMessage(Path run, Path qrels, String message) {
        CommandLineRun result = CommandLineRun.of("evaluate", run.toString(), "--qrels", qrels.toString());
        assertThat(result.err()).contains(message);
        assertThat(result.exitCode()).isEqualTo(2);
    }

    private Path write(String name, String text, boolean zipped) throws IOException {
        Path path = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(path);
                OutputStream out = zipped ? new GZIPOutputStream(file) : file) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return path;
    }
}
