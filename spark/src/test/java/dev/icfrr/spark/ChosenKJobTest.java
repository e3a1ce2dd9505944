package dev.icfrr.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.distance.Centering;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.spark.table.GraphHeader;
import dev.icfrr.spark.table.GraphTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** K, its weights and centers chosen by the jobs equal those of one machine to the last bit, and so do the orders. */
class ChosenKJobTest {
    private static final long SEED = 1516;
    private static final int[] PARTITIONS = {1, 7};

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    /** Draws noisy classes of some size, with a shift, on no grid, so that sums are not exact. */
    private Matrix classes(int size, int ofClass, double shift) {
        int columns = 7;
        float[] values = new float[size * columns];
        for (int i = 0; i < size; i++) {
            Random center = new Random(i / ofClass);
            for (int k = 0; k < columns; k++) {
                values[i * columns + k] = (float) (center.nextGaussian() + 0.4 * random.nextGaussian() + shift);
            }
        }
        return Matrix.of(size, columns, values);
    }

    private Path path(String name, Matrix matrix) throws IOException {
        Inputs.npy(folder.resolve(name), matrix);
        return folder.resolve(name);
    }

    private static void run(Object... words) {
        Shell job = Shell.run(words);
        assertThat(job.code()).as(job.err()).isZero();
    }

    private static GraphHeader header(Path graph) {
        return GraphTable.open(Inputs.session(), graph.toString()).header();
    }

    private static int[][] lists(KnnGraph graph) {
        int[][] lists = new int[graph.size()][];
        for (int item = 0; item < lists.length; item++) {
            lists[item] = graph.neighbors(item);
        }
        return lists;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "50, 10", "700, 9", "900, 150"})
    void choiceByGalleryItemsEqualsThatOfOneMachine(int size, int ofClass) throws IOException {
        Matrix gallery = classes(size, ofClass, 0);
        Path file = path("gallery.npy", gallery);
        int length = MultiscaleAdvice.listLength(size);
        KnnGraph plain =
                KnnGraphBuilder.of(length).withSelfMatch(SelfMatch.INDEX).exact(gallery);
        MultiscaleAdvice advice = MultiscaleAdvice.of(plain, InitialRankings.ofItems(plain, length, 1));
        KnnGraph one =
                KnnGraphBuilder.of(advice.k()).withSelfMatch(SelfMatch.INDEX).exactScaled(gallery);
        for (int partitions : PARTITIONS) {
            Path out = folder.resolve("graph" + partitions);
            run("knn", file, "--k", "auto", "--out", out, "--partitions", partitions, "--block-rows", 130);
            assertThat(header(out).kg()).as("K, %d items, seed %d", size, SEED).isEqualTo(advice.k());
            assertThat(header(out).weights()).isEqualTo(advice.weights());
            assertThat(Graphs.read(out)).isDeepEqualTo(lists(one));
        }
    }

    @ParameterizedTest
    @CsvSource({"300, 30, none, SCALED", "800, 100, domains, SCALED", "300, 5, domains, PLAIN"})
    void ordersWithEverythingChosenEqualThoseOfOneMachine(int size, int ofClass, String center, ListOrder order)
            throws IOException {
        Matrix gallery = classes(size, ofClass, 0);
        Matrix queries = classes(33, ofClass, 0.7);
        Path galleryFile = path("gallery.npy", gallery);
        Path queryFile = path("queries.npy", queries);
        Centering centering = Centering.of(queries, gallery);
        boolean centered = center.equals("domains");
        Matrix ofGallery = centered ? centering.gallery(gallery) : gallery;
        Matrix ofQueries = centered ? centering.queries(queries) : queries;
        DistanceSource distances = DistanceSource.between(ofQueries, ofGallery);
        ParameterRequest request = ParameterRequest.multiscale(
                ParameterRequest.AUTO, order, ParameterRequest.recommended().method());
        ParameterSelection one = ParameterSelection.resolve(
                request,
                GalleryNeighbors.ofFeatures(ofGallery, SelfMatch.INDEX, Parallelism.allCores()),
                distances,
                GuardMode.OFF,
                Parallelism.allCores());
        int[][][] expected = new int[queries.rows()][6][];
        new Icfrr(one.graph(), one.parameters().method())
                .rerankAll(
                        distances,
                        (query, iteration, ranking) -> expected[query][iteration] = ranking.clone(),
                        Parallelism.allCores());
        for (int partitions : PARTITIONS) {
            Path graph = folder.resolve("graph" + partitions);
            Path out = folder.resolve("ranked" + partitions);
            run(
                    "knn",
                    galleryFile,
                    "--k",
                    "auto",
                    "--queries",
                    queryFile,
                    "--lists",
                    order,
                    "--center",
                    center,
                    "--out",
                    graph,
                    "--partitions",
                    partitions,
                    "--block-rows",
                    110);
            assertThat(header(graph).kg())
                    .as("K, seed %d", SEED)
                    .isEqualTo(one.parameters().kg());
            assertThat(header(graph).weights())
                    .isEqualTo(one.parameters().method().vote().weights());
            assertThat(Graphs.read(graph)).isDeepEqualTo(lists(one.graph()));
            run(
                    "rerank",
                    "--graph",
                    graph,
                    "--vote",
                    "multiscale",
                    "--lists",
                    order,
                    "--queries",
                    queryFile,
                    "--gallery",
                    galleryFile,
                    "--window",
                    "all",
                    "--ranks",
                    "all",
                    "--out",
                    out,
                    "--partitions",
                    partitions);
            assertThat(Graphs.rankings(out, queries.rows(), 6))
                    .as("%d partitions, seed %d", partitions, SEED)
                    .isDeepEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows", "blocks"})
    void centersOfShuffledTablesEqualThoseOfOneMachine(String format) {
        Matrix gallery = classes(500, 20, 0.3);
        Path table = folder.resolve("table");
        if (format.equals("rows")) {
            Inputs.rows(table, gallery, random);
        } else {
            Inputs.blocks(table, gallery, random);
        }
        KnnGraph one = KnnGraphBuilder.of(12)
                .withSelfMatch(SelfMatch.FIRST)
                .exact(Centering.of(gallery, gallery).gallery(gallery));
        for (int partitions : PARTITIONS) {
            Path out = folder.resolve("graph" + partitions);
            run(
                    "knn",
                    table,
                    "--kg",
                    12,
                    "--center",
                    "domains",
                    "--out",
                    out,
                    "--partitions",
                    partitions,
                    "--block-rows",
                    60);
            assertThat(Graphs.read(out)).as("%s, seed %d", format, SEED).isDeepEqualTo(lists(one));
        }
    }

    @Test
    void metricsNameWhatWasChosen() throws IOException {
        Path gallery = path("gallery.npy", classes(120, 10, 0));
        Inputs.labels(folder.resolve("labels"), random.longs(120, 0, 3).toArray());
        Path graph = folder.resolve("graph");
        Path out = folder.resolve("out");
        run("knn", gallery, "--k", "auto", "--center", "domains", "--out", graph);
        Object[] rerank = {
            "rerank",
            "--graph",
            graph,
            "--vote",
            "multiscale",
            "--center",
            "domains",
            "--queries",
            gallery,
            "--gallery",
            gallery,
            "--query-labels",
            folder.resolve("labels"),
            "--gallery-labels",
            folder.resolve("labels"),
            "--out",
            out
        };
        run(rerank);
        assertThat(Files.readString(out.resolve("metrics.json")))
                .startsWith("{\"parameters\": {\"vote\": \"multiscale\", \"k\": "
                        + header(graph).kg()
                        + ", \"scale_weights\": " + header(graph).weights()
                        + ", \"lists\": \"scaled\", \"center\": \"domains\", \"beta\": 0.5, \"beta_scale\": \"k\"");
    }

    @Test
    void refusesOptionsThatDoNotFitTheGraph() throws IOException {
        Path gallery = path("gallery.npy", classes(60, 10, 0));
        Path graph = folder.resolve("graph");
        Path centered = folder.resolve("centered");
        run("knn", gallery, "--k", 8, "--out", graph);
        run("knn", gallery, "--k", 8, "--center", "domains", "--out", centered);
        refused("--kg and --k both give the length", "knn", gallery, "--k", 8, "--kg", 8);
        refused("--queries serves the choice of K", "knn", gallery, "--k", 8, "--queries", gallery);
        refused("use self rule index", "knn", gallery, "--k", "auto", "--self", "first");
        Object[] search = {"--vote", "multiscale", "--k", 8, "--queries", gallery, "--gallery", gallery};
        refused(
                "the lists are those of features that were not centered. Build them with 'knn --center domains'",
                join(new Object[] {"rerank", "--graph", graph, "--center", "domains"}, search));
        refused(
                "the lists are those of features that were centered. Build them with 'knn --center none'",
                join(new Object[] {"rerank", "--graph", centered, "--center", "none"}, search));
        refused(
                "--center domains needs features",
                "rerank",
                "--graph",
                centered,
                "--center",
                "domains",
                "--candidates",
                gallery);
    }

    private static Object[] join(Object[] one, Object[] other) {
        Object[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    private void refused(String message, Object... words) {
        Shell job = Shell.run(join(words, new Object[] {"--out", folder.resolve("never")}));
        assertThat(job.err()).contains(message);
        assertThat(job.code()).isEqualTo(2);
        assertThat(folder.resolve("never")).doesNotExist();
    }
}
