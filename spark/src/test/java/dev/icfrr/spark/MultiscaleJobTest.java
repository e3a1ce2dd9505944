package dev.icfrr.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.spark.table.GraphTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scaled lists and multi-scale votes of the jobs equal those of core to the last bit, on data with many ties. */
class MultiscaleJobTest {
    private static final long SEED = 15;
    private static final int QUERIES = 20;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    private Matrix write(String name, int size, int columns) throws IOException {
        Matrix matrix = Inputs.withDuplicates(size, columns, random);
        Inputs.npy(folder.resolve(name), matrix);
        return matrix;
    }

    private Path knn(String out, Object... options) {
        Object[] words = {"knn", folder.resolve("gallery.npy"), "--out", folder.resolve(out)};
        Object[] all = Arrays.copyOf(words, words.length + options.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        Shell job = Shell.run(all);
        assertThat(job.code()).as(job.err()).isZero();
        return folder.resolve(out);
    }

    @ParameterizedTest
    @CsvSource({
        "700, 9, 30, index",
        "700, 9, 3, first",
        "60, 4, 59, index",
        "60, 4, 400, first",
        "2, 3, 5, index",
        "1, 2, 4, index"
    })
    void scaledListsEqualThoseOfOneMachine(int size, int columns, int kg, String self) throws IOException {
        Matrix features = write("gallery.npy", size, columns);
        KnnGraph one = KnnGraphBuilder.of(kg)
                .withSelfMatch(SelfMatch.valueOf(self.toUpperCase(Locale.ROOT)))
                .exactScaled(features);
        for (int partitions : new int[] {1, 7}) {
            Path out = knn(
                    "out" + partitions,
                    "--kg",
                    kg,
                    "--lists",
                    "scaled",
                    "--self",
                    self,
                    "--block-rows",
                    130,
                    "--partitions",
                    partitions);
            int[][] lists = Graphs.read(out);
            for (int item = 0; item < size; item++) {
                assertThat(lists[item])
                        .as("item %d of %d, KG %d, self %s, seed %d", item, size, kg, self, SEED)
                        .isEqualTo(one.neighbors(item));
            }
            assertThat(GraphTable.open(Inputs.session(), out.toString())
                            .header()
                            .order())
                    .isEqualTo(ListOrder.SCALED);
        }
    }

    @Test
    void approximateListsAreScaledLikeExactOnesIfAllCellsAreProbed() throws IOException {
        Matrix features = write("gallery.npy", 600, 4);
        KnnGraph one = KnnGraphBuilder.of(20).withSelfMatch(SelfMatch.INDEX).exactScaled(features);
        int[][] lists =
                Graphs.read(knn("out", "--kg", 20, "--lists", "scaled", "--approximate", "--cells", 5, "--probes", 5));
        int[][] expected = new int[600][];
        Arrays.setAll(expected, one::neighbors);
        assertThat(lists).isDeepEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "reference, 16, scaled, absolute",
        "accumulating, 40, scaled, spread",
        "reference, 3, plain, spread",
        "accumulating, 9, plain, absolute"
    })
    void ordersOfTheWholeGalleryEqualThoseOfOneMachine(String rule, int k, String lists, String betaScale)
            throws IOException {
        Matrix gallery = write("gallery.npy", 1500, 5);
        Matrix queries = write("queries.npy", QUERIES, 5);
        Path graph = knn("graph", "--kg", 32, "--lists", lists, "--self", "index");
        IcfrrParameters parameters = parameters(rule, k, betaScale);
        int[][][] expected = new int[QUERIES][6][];
        new Icfrr(graph(gallery, 32, lists), parameters)
                .rerankAll(
                        DistanceSource.between(queries, gallery),
                        (query, iteration, order) -> expected[query][iteration] = order.clone(),
                        Parallelism.allCores());
        for (int partitions : new int[] {1, 5}) {
            Path out = folder.resolve("ranked" + partitions);
            Shell job = Shell.run(
                    "rerank",
                    "--graph",
                    graph,
                    "--out",
                    out,
                    "--vote",
                    "multiscale",
                    "--k",
                    k,
                    "--lists",
                    lists,
                    "--beta-scale",
                    betaScale,
                    "--update",
                    rule,
                    "--queries",
                    folder.resolve("queries.npy"),
                    "--gallery",
                    folder.resolve("gallery.npy"),
                    "--window",
                    "all",
                    "--ranks",
                    "all",
                    "--partitions",
                    partitions);
            assertThat(job.code()).as(job.err()).isZero();
            assertThat(Graphs.rankings(out, QUERIES, 6))
                    .as("%s, K %d, %s, %s, %d partitions, seed %d", rule, k, lists, betaScale, partitions, SEED)
                    .isDeepEqualTo(expected);
        }
    }

    @Test
    void ordersOfCandidateListsEqualThoseOfOneMachineInASmallGallery() throws IOException {
        Matrix gallery = write("gallery.npy", 25, 3);
        int[][] items = new int[QUERIES][];
        double[][] distances = new double[QUERIES][];
        for (int query = 0; query < QUERIES; query++) {
            items[query] =
                    random.ints(0, 25).distinct().limit(1 + random.nextInt(25)).toArray();
            distances[query] = random.doubles(items[query].length)
                    .map(d -> Math.floor(9 * d) / 8)
                    .toArray();
        }
        Inputs.candidates(folder.resolve("lists"), items, distances, DataTypes.DoubleType);
        Inputs.labels(
                folder.resolve("query-labels"), random.longs(QUERIES, 0, 3).toArray());
        Inputs.labels(folder.resolve("gallery-labels"), random.longs(25, 0, 3).toArray());
        Path graph = knn("graph", "--lists", "scaled");
        Path out = folder.resolve("ranked");
        Shell job = Shell.run(
                "rerank",
                "--graph",
                graph,
                "--out",
                out,
                "--vote",
                "multiscale",
                "--k",
                64,
                "--candidates",
                folder.resolve("lists"),
                "--query-labels",
                folder.resolve("query-labels"),
                "--gallery-labels",
                folder.resolve("gallery-labels"),
                "--ranks",
                "all");
        assertThat(job.code()).as(job.err()).isZero();
        Icfrr icfrr = new Icfrr(graph(gallery, 64, "scaled"), parameters("reference", 64, "k"));
        int[][][] rankings = Graphs.rankings(out, QUERIES, 6);
        for (int query = 0; query < QUERIES; query++) {
            assertThat(rankings[query][5])
                    .as("query %d, seed %d", query, SEED)
                    .isEqualTo(icfrr.rerankCandidates(items[query], distances[query])
                            .toArray());
        }
        assertThat(Files.readString(out.resolve("metrics.json")))
                .startsWith(
                        "{\"parameters\": {\"vote\": \"multiscale\", \"k\": 64, \"lists\": \"scaled\", \"beta\": 0.5, "
                                + "\"beta_scale\": \"k\", \"n_times\": 5, \"update\": \"reference\"}");
    }

    private static IcfrrParameters parameters(String rule, int k, String betaScale) {
        return IcfrrParameters.DEFAULTS
                .withVote(Vote.MULTISCALE)
                .withKq(k)
                .withUpdate(UpdateRule.valueOf(rule.toUpperCase(Locale.ROOT)))
                .withBetaScale(BetaScale.valueOf(betaScale.toUpperCase(Locale.ROOT)));
    }

    private static KnnGraph graph(Matrix gallery, int kg, String lists) {
        KnnGraphBuilder builder = KnnGraphBuilder.of(kg).withSelfMatch(SelfMatch.INDEX);
        return lists.equals("scaled") ? builder.exactScaled(gallery) : builder.exact(gallery);
    }

    @Test
    void refusesOptionsThatDoNotFitTogether() throws IOException {
        write("gallery.npy", 50, 3);
        Path plain = knn("plain", "--kg", 10);
        Path scaled = knn("scaled", "--kg", 10, "--lists", "scaled");
        Path first = knn("first", "--kg", 10, "--lists", "scaled", "--self", "first");
        refused("K was not chosen when these lists were built", scaled, "--vote", "multiscale");
        refused("build them with 'knn --k auto', or give --k", scaled, "--vote", "multiscale", "--k", "auto");
        refused("--k must be a whole number or auto, not many", scaled, "--vote", "multiscale", "--k", "many");
        refused("--kg and --kq belong to the flat vote: use --k", scaled, "--vote", "multiscale", "--k", 8, "--kq", 9);
        refused("--k belongs to the multi-scale vote: use --kg and --kq", plain, "--k", 8);
        refused("holds plain lists, and scaled ones are wanted", plain, "--vote", "multiscale", "--k", 8);
        refused("holds scaled lists, and plain ones are wanted", scaled);
        refused("built with --self first, and --vote multiscale needs index", first, "--vote", "multiscale", "--k", 8);
        refused("holds 10 neighbors per item, fewer than K 16", scaled, "--vote", "multiscale", "--k", 17);
    }

    private void refused(String message, Path graph, Object... options) {
        Object[] words = {
            "rerank",
            "--graph",
            graph,
            "--out",
            folder.resolve("never"),
            "--queries",
            folder.resolve("gallery.npy"),
            "--gallery",
            folder.resolve("gallery.npy")
        };
        Object[] all = Arrays.copyOf(words, words.length + options.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        Shell job = Shell.run(all);
        assertThat(job.err()).contains(message);
        assertThat(job.code()).isEqualTo(2);
        assertThat(folder.resolve("never")).doesNotExist();
    }
}
