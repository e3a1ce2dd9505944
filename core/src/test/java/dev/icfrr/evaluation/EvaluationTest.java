package dev.icfrr.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks runs, judgments and metrics against values computed by hand from the definitions of trec_eval. */
class EvaluationTest {
    private static final String QRELS = """
            1 0 a 2
            1 0 b 0
            1 0 c 1
            1 0 z 1
            2 0 a -1
            2 0 d 1
            3 0 a 1
            """;

    /** Ordered by score, then by name backwards, independently of the ranks: 1 → c b a x; 2 → d a. */
    private static final String RUN = """
            1 Q0 x 1 0.5 ours
            1\tQ0\ta\t2\t1.5\tours

            1 Q0 b 3 2.0 ours
            1 Q0 c 4 2.00000001 ours
            2 Q0 a 1 -3 ours
            2 Q0 d 2 -3 ours
            9 Q0 a 1 1 ours
            """;

    private static final Labels LABELS = Labels.of(new long[] {1, 2}, new long[] {1, 2, 1, 1});
    private static final List<Measure> MEASURES = Measure.parseAll("mAP@all,recall@2");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunIsOrderedByScoreThenByName(boolean zipped) throws IOException {
        Run run = TrecFiles.readRun(write("a run.txt", RUN, zipped));
        // 2.0 and 2.00000001 tie in single precision, so c comes first by name.
        assertThat(run.of("1")).containsExactly("c", "b", "a", "x");
        assertThat(run.of("2")).containsExactly("d", "a");
    }

    @Test
    void metricsOfARunFollowTheDefinitionsOfTrecEval() throws IOException {
        Run run = TrecFiles.readRun(write("run", RUN, false));
        Qrels qrels = TrecFiles.readQrels(write("qrels", QRELS, false));
        List<Measure> measures = Measure.parseAll("mAP@all,ndcg,recall@2,mrr,prec@5,r-prec");
        Evaluation both = Evaluation.of(run, qrels, measures, false);
        assertThat(both.queries()).containsExactly("1", "2");
        double log3 = Math.log(3) / Math.log(2);
        assertThat(both.ofQueries(measures.get(0))).containsExactly(new double[] {(1 + 2 / 3.0) / 3, 1}, within(1e-15));
        assertThat(both.ofQueries(measures.get(1)))
                .containsExactly(new double[] {(1 + 2 / 2.0) / (2 + 1 / log3 + 1 / 2.0), 1}, within(1e-15));
        assertThat(both.mean(measures.get(2))).isCloseTo((1 / 3.0 + 1) / 2, within(1e-15));
        assertThat(both.mean(measures.get(3))).isEqualTo(1);
        assertThat(both.mean(measures.get(4))).isCloseTo((2 / 5.0 + 1 / 5.0) / 2, within(1e-15));
        assertThat(both.ofQueries(measures.get(5))).containsExactly(new double[] {2 / 3.0, 1}, within(1e-15));
    }

    @Test
    void aJudgedQueryMissingFromTheRunCountsAsZeroIfAsked() throws IOException {
        Run run = TrecFiles.readRun(write("run", RUN, false));
        Qrels qrels = TrecFiles.readQrels(write("qrels", QRELS, true));
        List<Measure> measures = Measure.parseAll("mAP@all");
        Evaluation all = Evaluation.of(run, qrels, measures, true);
        assertThat(all.queries()).containsExactly("1", "2", "3");
        assertThat(all.ofQueries(measures.get(0))[2]).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 Q0 a 1 0.5 | line 1: 5 fields where there should be 6",
                "1 Q0 a 1 high ours | line 1 has no number",
                "1 Q0 a 1 NaN ours | line 1: the score of item a for query 1 is NaN",
            })
    void theMessageNamesTheLineOfABrokenRun(String text, String message) throws IOException {
        Path file = write("broken.run", text, false);
        assertThatThrownBy(() -> TrecFiles.readRun(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.run")
                .hasMessageContaining(message);
    }

    @Test
    void aRepeatedItemOfARunIsRefused() throws IOException {
        Path twice = write("twice", "1 Q0 a 1 1 x\n1 Q0 a 2 0 x\n", false);
        assertThatThrownBy(() -> TrecFiles.readRun(twice)).hasMessageContaining("query 1 has item a twice");
    }

    @Test
    void anItemJudgedTwiceIsRefused() throws IOException {
        Path judged = write("judged", "1 0 a 1\n1 0 a 0\n", true);
        assertThatThrownBy(() -> TrecFiles.readQrels(judged)).hasMessageContaining("line 2: item a is judged twice");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path empty = write("empty", "", false);
        assertThatThrownBy(() -> TrecFiles.readQrels(empty)).hasMessageContaining("is empty");
    }

    @Test
    void aFileThatIsNotTextIsRefused() throws IOException {
        Path bytes = folder.resolve("bytes");
        Files.write(bytes, new byte[] {'1', ' ', (byte) 0xff, (byte) 0xfe, '\n'});
        assertThatThrownBy(() -> TrecFiles.readRun(bytes)).hasMessageContaining("not UTF-8 text");
    }

    @Test
    void aTruncatedGzipFileIsRefused() throws IOException {
        Path cut = write("cut", RUN.repeat(50), true);
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 20));
        assertThatThrownBy(() -> TrecFiles.readRun(cut))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut: compressed text that is cut off or damaged");
    }

    @Test
    void aRunWithoutAnyJudgedQueryIsRefused() throws IOException {
        Run run = TrecFiles.readRun(write("run", "8 Q0 a 1 1 x\n", false));
        Qrels qrels = TrecFiles.readQrels(write("qrels", QRELS, false));
        assertThatThrownBy(() -> Evaluation.of(run, qrels, Measure.reference(), false))
                .hasMessageContaining("none of the run's queries is judged");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byteOrderMarksAndWindowsLineEndsAreAccepted(boolean zipped) throws IOException {
        Path run = write("run", "\ufeff1\tQ0\ta\t1\t2\tx\r\n1 Q0  b 2 1 x\r\n\r\n", zipped);
        assertThat(TrecFiles.readRun(run).of("1")).containsExactly("a", "b");
        Path qrels = write("qrels", "\ufeff1 0 b 1\r\n1 0 a -1\r\n", zipped);
        assertThat(TrecFiles.readQrels(qrels).of("1")).isEqualTo(java.util.Map.of("a", -1, "b", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qrels.txt", "my qrels.gz"})
    void judgmentsWrittenFromLabelsReadBack(String name) throws IOException {
        Path path = folder.resolve(name);
        Labels labels = Labels.of(new long[] {1, 5, 2}, new long[] {1, 2, 1, 1});
        List<String> gallery = TrecRunWriter.numbered("g", 4);
        TrecFiles.writeQrels(path, TrecRunWriter.numbered("q", 3), gallery, labels);
        Qrels qrels = TrecFiles.readQrels(path);
        assertThat(qrels.queries()).containsExactly("q0", "q1", "q2");
        assertThat(qrels.of("q0")).isEqualTo(java.util.Map.of("g0", 1, "g2", 1, "g3", 1));
        assertThat(qrels.of("q1"))
                .as("the query counts although no item is relevant")
                .isEqualTo(java.util.Map.of("g0", 0));
        assertThat(Files.readAllBytes(path)[0] == 0x1f).isEqualTo(name.endsWith(".gz"));
        assertThatThrownBy(() -> TrecFiles.writeQrels(path, List.of("a b", "c", "d"), gallery, labels))
                .hasMessageContaining("'a b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours run.txt", "ours.gz"})
    void aWrittenRunReadsBack(String name) throws IOException {
        Path path = folder.resolve(name);
        try (TrecRunWriter writer =
                new TrecRunWriter(path, List.of("q0", "q1"), TrecRunWriter.numbered("g", 4), 2, 3, "icfrr")) {
            writer.accept(1, 2, new int[] {3, 1, 0, 2});
            writer.accept(0, 1, new int[] {3, 2, 1, 0});
            writer.accept(0, 2, new int[] {0, 1, 2, 3});
        }
        Run run = TrecFiles.readRun(path);
        assertThat(run.queries()).containsExactly("q0", "q1");
        assertThat(run.of("q0")).containsExactly("g0", "g1", "g2");
        assertThat(run.of("q1")).containsExactly("g3", "g1", "g0");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void anUnfinishedRunLeavesNothing() throws IOException {
        Path path = folder.resolve("run.txt");
        try (TrecRunWriter writer =
                new TrecRunWriter(path, List.of("q0", "q1"), TrecRunWriter.numbered("g", 4), 0, 9, "icfrr")) {
            writer.accept(1, 0, new int[] {3, 1, 0, 2});
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aNameWithWhiteSpaceIsRefused() {
        Path path = folder.resolve("run.txt");
        assertThatThrownBy(() -> new TrecRunWriter(path, List.of("a query"), List.of("g"), 0, 9, "icfrr"))
                .hasMessageContaining("white space");
    }

    @Test
    void metricsOfARankFileFollowTheDefinitions() {
        Evaluation evaluation = Evaluation.of(Tensor.of(new int[] {1, 2, 0, 0, 1, 3}, 2, 3), LABELS, MEASURES);
        assertThat(evaluation.ofQueries(MEASURES.get(0)))
                .containsExactly(new double[] {(1 / 2.0 + 2 / 3.0) / 3, 1 / 2.0}, within(1e-15));
        assertThat(evaluation.mean(MEASURES.get(1))).isCloseTo((1 / 3.0 + 1) / 2, within(1e-15));
    }

    @Test
    void anUnsuitableRankFileIsRefused() {
        assertThatThrownBy(() -> Evaluation.of(Tensor.of(new int[] {1, 1, 0, 0, 1, 3}, 2, 3), LABELS, MEASURES))
                .hasMessageContaining("row 0 ranks gallery item 1 twice");
        assertThatThrownBy(() -> Evaluation.of(Tensor.of(new int[] {1, 2, 0, 0, 4, 3}, 2, 3), LABELS, MEASURES))
                .hasMessageContaining("row 1, column 1 holds 4");
        assertThatThrownBy(() -> Evaluation.of(Tensor.of(new float[] {1, 2.5f}, 2, 1), LABELS, MEASURES))
                .hasMessageContaining("holds 2.5");
        assertThatThrownBy(() -> Evaluation.of(Tensor.of(new int[] {1}, 1, 1), LABELS, MEASURES))
                .hasMessageContaining("ranks of 1 queries, but labels of 2");
        assertThatThrownBy(() -> Evaluation.of(Tensor.of(new int[10], 2, 5), LABELS, MEASURES))
                .hasMessageContaining("5 ranks per query");
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
