package dev.icfrr.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The job's orders equal those of core, for both update rules, from features and from lists, however the work is cut.
 */
class RerankJobTest {
    private static final long SEED = 8;
    private static final int GALLERY = 2300;
    private static final int QUERIES = 40;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private Matrix gallery = Matrix.of(0, 0, new float[0]);
    private Matrix queries = gallery;

    @BeforeEach
    void write() throws IOException {
        gallery = Inputs.withDuplicates(GALLERY, 5, random);
        queries = Inputs.withDuplicates(QUERIES, 5, random);
        Inputs.npy(folder.resolve("gallery.npy"), gallery);
        Inputs.npy(folder.resolve("queries.npy"), queries);
        for (UpdateRule rule : UpdateRule.values()) {
            String self = rule.selfMatch().name().toLowerCase(Locale.ROOT);
            Shell job = Shell.run(
                    "knn", folder.resolve("gallery.npy"), "--out", folder.resolve(self), "--kg", 25, "--self", self);
            assertThat(job.code()).as(job.err()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void wholeGalleryOrdersAndMetricsAreThoseOfOneMachine(UpdateRule rule) throws IOException {
        long[] queryLabels = random.longs(QUERIES, 0, 7).toArray();
        long[] galleryLabels = random.longs(GALLERY, 0, 7).toArray();
        Inputs.labels(folder.resolve("query-labels"), queryLabels);
        Inputs.labels(folder.resolve("gallery-labels"), galleryLabels);
        int[][][] expected = new int[QUERIES][6][];
        MeasureSink metrics = new MeasureSink(Labels.of(queryLabels, galleryLabels), 5, Measure.reference());
        icfrr(rule, 25, 40)
                .rerankAll(
                        DistanceSource.between(queries, gallery),
                        (query, iteration, order) -> {
                            expected[query][iteration] = order.clone();
                            metrics.accept(query, iteration, order);
                        },
                        Parallelism.allCores());
        for (int partitions : new int[] {1, 6}) {
            Path out = folder.resolve("whole" + partitions);
            Shell job = rerank(
                    rule,
                    out,
                    "--queries",
                    folder.resolve("queries.npy"),
                    "--gallery",
                    folder.resolve("gallery.npy"),
                    "--window",
                    "all",
                    "--ranks",
                    "all",
                    "--kq",
                    40,
                    "--partitions",
                    partitions,
                    "--query-labels",
                    folder.resolve("query-labels"),
                    "--gallery-labels",
                    folder.resolve("gallery-labels"));
            assertThat(job.code()).as(job.err()).isZero();
            List<Row> rows = rankings(out);
            assertThat(rows).hasSize(QUERIES * 6);
            for (Row row : rows) {
                assertThat(ranking(row))
                        .as("query %d, iteration %d, %s, seed %d", row.getInt(0), row.getInt(1), rule, SEED)
                        .isEqualTo(expected[row.getInt(0)][row.getInt(1)]);
            }
            String json = Files.readString(out.resolve("metrics.json"));
            assertThat(json).startsWith("{\"parameters\": {\"kg\": 25, \"kq\": 40, \"beta\": 0.5, \"n_times\": 5,");
            for (Measure metric : Measure.reference()) {
                String shown = String.format(Locale.ROOT, "%.5f", metrics.mean(metric, 5));
                assertThat(job.out().lines().toList().getLast()).contains(shown);
                assertThat(json).contains("\"" + metric.label() + "\": ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void windowsAreTheNearestOfTheGallery(UpdateRule rule) {
        GalleryWindow window = new GalleryWindow(150);
        Icfrr icfrr = icfrr(rule, 10, 30);
        for (int partitions : new int[] {2, 5}) {
            Path out = folder.resolve("window" + partitions);
            Shell job = rerank(
                    rule,
                    out,
                    "--queries",
                    folder.resolve("queries.npy"),
                    "--gallery",
                    folder.resolve("gallery.npy"),
                    "--window",
                    150,
                    "--kg",
                    10,
                    "--kq",
                    30,
                    "--partitions",
                    partitions,
                    "--ranks-top",
                    100);
            assertThat(job.code()).as(job.err()).isZero();
            List<Row> rows = rankings(out);
            assertThat(rows).hasSize(QUERIES);
            for (Row row : rows) {
                int[] all = icfrr.rerankCandidates(window.items(row.getInt(0)), window.distances(row.getInt(0)))
                        .toArray();
                assertThat(row.getInt(1)).isEqualTo(5);
                assertThat(ranking(row))
                        .as("query %d, seed %d", row.getInt(0), SEED)
                        .isEqualTo(Arrays.copyOf(all, 100));
            }
        }
    }

    private final class GalleryWindow {
        private final KnnCandidates nearest;

        GalleryWindow(int size) {
            int[] all = IntStream.range(0, GALLERY).toArray();
            nearest = KnnCandidates.ofQueries(
                    IntStream.range(0, QUERIES).toArray(), queries, new dev.icfrr.knn.FeatureBlock(all, gallery), size);
        }

        int[] items(int query) {
            return Arrays.copyOfRange(nearest.neighbors(), nearest.starts()[query], nearest.starts()[query + 1]);
        }

        double[] distances(int query) {
            return Arrays.stream(nearest.squared(), nearest.starts()[query], nearest.starts()[query + 1])
                    .map(Math::sqrt)
                    .toArray();
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void listsOfAnotherSearchOfAnyLengthAndOrder(UpdateRule rule) throws IOException {
        int[][] items = new int[QUERIES][];
        double[][] distances = new double[QUERIES][];
        for (int query = 0; query < QUERIES; query++) {
            items[query] = random.ints(0, GALLERY)
                    .distinct()
                    .limit(1 + random.nextInt(200))
                    .toArray();
            distances[query] = random.doubles(items[query].length)
                    .map(d -> Math.floor(30 * d) / 32)
                    .toArray();
        }
        Inputs.candidates(folder.resolve("lists"), items, distances, DataTypes.DoubleType);
        Path out = folder.resolve("ranked");
        Shell job = rerank(rule, out, "--candidates", folder.resolve("lists"), "--kq", 12, "--beta", 0.3);
        assertThat(job.code()).as(job.err()).isZero();
        Icfrr icfrr = new Icfrr(
                graph(rule), IcfrrParameters.DEFAULTS.withKq(12).withBeta(0.3).withUpdate(rule));
        for (Row row : rankings(out)) {
            int query = row.getInt(0);
            assertThat(ranking(row))
                    .as("query %d, seed %d", query, SEED)
                    .isEqualTo(icfrr.rerankCandidates(items[query], distances[query])
                            .toArray());
        }
    }

    @Test
    void refusesAGraphThatDoesNotFitTheParameters() {
        refused(
                "built with --self index, and --update reference needs first",
                "index",
                UpdateRule.REFERENCE,
                byFeatures());
        refused(
                "holds 25 neighbors per item, fewer than the KG 26",
                "first",
                UpdateRule.REFERENCE,
                byFeatures("--kg", 26));
        Inputs.labels(folder.resolve("labels"), new long[GALLERY]);
        refused("no neighbor lists written by the job knn", "labels", UpdateRule.REFERENCE, byFeatures());
    }

    @Test
    void refusesInvalidOptions() {
        refused(
                "must be a whole number or all, not some",
                "first",
                UpdateRule.REFERENCE,
                byFeatures("--window", "some"));
        refused("KQ must be at least 1", "first", UpdateRule.REFERENCE, byFeatures("--kq", 0));
    }

    @Test
    void refusesInputsOfOtherSizes() {
        refused(
                "holds 40 items, and the graph",
                "first",
                UpdateRule.REFERENCE,
                "--queries",
                folder.resolve("queries.npy"),
                "--gallery",
                folder.resolve("queries.npy"));
        Inputs.labels(folder.resolve("query-labels"), new long[QUERIES]);
        Inputs.labels(folder.resolve("many-labels"), new long[GALLERY + 1]);
        refused(
                "there are 2300 items",
                "first",
                UpdateRule.REFERENCE,
                byFeatures(
                        "--query-labels",
                        folder.resolve("query-labels"),
                        "--gallery-labels",
                        folder.resolve("many-labels")));
    }

    @Test
    void refusesMalformedCandidateLists() {
        Inputs.candidates(folder.resolve("bad"), new int[][] {{3, 3}}, new double[][] {{1, 2}}, DataTypes.DoubleType);
        refused("candidate 3 is listed twice", "first", UpdateRule.REFERENCE, "--candidates", folder.resolve("bad"));
        Inputs.candidates(folder.resolve("bad2"), new int[][] {{3}}, new double[][] {{1, 2}}, DataTypes.DoubleType);
        refused(
                "query 0 has 1 items and 2 distances",
                "first",
                UpdateRule.REFERENCE,
                "--candidates",
                folder.resolve("bad2"));
    }

    private Object[] byFeatures(Object... more) {
        return with(
                new Object[] {"--queries", folder.resolve("queries.npy"), "--gallery", folder.resolve("gallery.npy")},
                more);
    }

    private static Object[] with(Object[] words, Object... more) {
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    private void refused(String message, String graph, UpdateRule rule, Object... words) {
        Shell job = Shell.run(with(
                new Object[] {
                    "rerank", "--graph", folder.resolve(graph), "--out", folder.resolve("never"), "--update", rule
                },
                words));
        assertThat(job.err()).contains(message);
        assertThat(job.code()).isEqualTo(2);
        assertThat(folder.resolve("never")).doesNotExist();
    }

    private Shell rerank(UpdateRule rule, Path out, Object... words) {
        String self = rule.selfMatch().name().toLowerCase(Locale.ROOT);
        return Shell.run(with(
                new Object[] {
                    "rerank",
                    "--graph",
                    folder.resolve(self),
                    "--out",
                    out,
                    "--n-times",
                    5,
                    "--update",
                    rule.name().toLowerCase(Locale.ROOT)
                },
                words));
    }

    private KnnGraph graph(UpdateRule rule) {
        return new KnnGraphBuilder(25, rule.selfMatch(), Parallelism.allCores(), null).exact(gallery);
    }

    private Icfrr icfrr(UpdateRule rule, int kg, int kq) {
        return new Icfrr(
                graph(rule).truncated(kg), IcfrrParameters.DEFAULTS.withKq(kq).withUpdate(rule));
    }

    private static List<Row> rankings(Path out) {
        return Inputs.session()
                .read()
                .parquet(out.resolve("rankings").toString())
                .collectAsList();
    }

    private static int[] ranking(Row row) {
        return row.<Integer>getList(2).stream().mapToInt(Integer::intValue).toArray();
    }
}
