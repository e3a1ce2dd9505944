package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GraphCommandTest {
    private static final Path BLOBS = Path.of("../core/src/test/resources/blobs");

    @TempDir
    Path folder;

    private Path graph;

    @BeforeEach
    void name() {
        graph = folder.resolve("my gräph.knn");
    }

    private CommandLineRun build(String input, String... more) {
        List<String> all = new java.util.ArrayList<>(
                List.of("graph", "build", BLOBS.resolve(input).toString(), "--out", graph.toString(), "--kg", "25"));
        all.addAll(List.of(more));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private CommandLineRun rerank(String... more) {
        List<String> all = new java.util.ArrayList<>(List.of(
                "rerank", "--dataset", "blobs", "--kq", "20", "--n-times", "8", "--format", "json", "--ranks", "none"));
        all.addAll(List.of("--cache-root", folder.resolve("cache").toString()));
        all.addAll(List.of("--rerank-results-dir", folder.resolve("results").toString()));
        all.addAll(List.of(more));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private void copyCaches(String... names) throws IOException {
        Path caches = Files.createDirectories(folder.resolve("cache/blobs/-1"));
        for (String name : names) {
            Files.copy(BLOBS.resolve(name), caches.resolve(name));
        }
    }

    @Test
    void distancesAndTheirFeaturesGiveTheSameNeighbors() throws IOException {
        CommandLineRun fromDistances = build("gg_dists.pth");
        assertThat(fromDistances.exitCode()).as(fromDistances.err()).isZero();
        assertThat(fromDistances.err()).contains("distances of 400 gallery items", "exact from distances");
        KnnGraph distances = KnnGraph.open(graph);
        graph = folder.resolve("features.knn");
        assertThat(build("gallery_features.npy").exitCode()).isZero();
        KnnGraph features = KnnGraph.open(graph);
        assertThat(features.selfMatch()).isEqualTo(SelfMatch.FIRST);
        for (int item = 0; item < 400; item++) {
            assertThat(distances.neighbors(item)).isEqualTo(features.neighbors(item));
        }
    }

    @Test
    void approximateNeighborsComeWithTheirRecall() throws IOException {
        CommandLineRun run =
                build("gallery_features.npy", "--approximate", "--recall", "0.9", "--seed", "5", "--self", "index");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .containsPattern("approximate, recall [01]\\.\\d{4} estimated on \\d+ items")
                .contains("seed 5");
        KnnGraph built = KnnGraph.open(graph);
        assertThat(built.selfMatch()).isEqualTo(SelfMatch.INDEX);
        assertThat(built.provenance()).contains("approximate, recall", "gallery_features.npy");
    }

    @Test
    void aCheckpointIsRemovedAtTheEndAndOneOfAnotherBuildIsRefused() throws IOException {
        Path parts = folder.resolve("parts");
        String[] options = {"--approximate", "--checkpoint", parts.toString()};
        assertThat(build("gallery_features.npy", options).exitCode()).isZero();
        assertThat(parts).doesNotExist();
        byte[] without = Files.readAllBytes(graph);

        Files.createDirectories(parts);
        Files.writeString(parts.resolve("search.txt"), "others");
        CommandLineRun refused = build("gallery_features.npy", options);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("parts: keeps parts of another search (others)");
        assertThat(Files.readAllBytes(graph)).isEqualTo(without);
        assertThat(parts.resolve("search.txt")).exists();
    }

    @Test
    void infoTellsTheHeader() {
        build("gallery_features.npy", "--self", "index");
        CommandLineRun table = CommandLineRun.of("graph", "info", graph.toString());
        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out())
                .containsPattern("gallery items +400\\R")
                .containsPattern("KG +25\\R")
                .containsPattern("self +index\\R")
                .contains("exact from features; from gallery_features.npy, SHA-256 ");
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(CommandLineRun.of("graph", "info", graph.toString(), "--format", "json")
                        .out());
        assertThat(json.get("neighbors_per_item").asInt()).isEqualTo(25);
        assertThat(json.get("self").asString()).isEqualTo("index");
    }

    @Test
    void verifyFindsAFlippedByte() throws IOException {
        build("gallery_features.npy");
        CommandLineRun whole = CommandLineRun.of("graph", "verify", graph.toString());
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out()).contains("400 items with 25 neighbors each");
        byte[] bytes = Files.readAllBytes(graph);
        bytes[6000] ^= 1;
        Path damaged = folder.resolve("damaged.knn");
        Files.write(damaged, bytes);
        CommandLineRun run = CommandLineRun.of("graph", "verify", damaged.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("damaged.knn: corrupt between bytes 4096 and ");
    }

    @Test
    void aRunWithAGraphEqualsOneWithoutAndNeedsNoGalleryDistances() throws IOException {
        copyCaches("qg_dists.pth", "gg_dists.pth", "labels.pth");
        CommandLineRun without = rerank("--kg", "20");
        assertThat(without.exitCode()).as(without.err()).isZero();
        build("gg_dists.pth");
        Files.delete(folder.resolve("cache/blobs/-1/gg_dists.pth"));
        // The graph holds 25 neighbors, and the run uses 20 of them.
        CommandLineRun with = rerank("--kg", "20", "--graph", graph.toString());
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(Files.readString(folder.resolve("results/blobs/-1/run.json")))
                .contains("my gräph.knn");
    }

    @Test
    void aRunFromFeaturesTakesAGraphToo() throws IOException {
        copyCaches("query_features.npy", "gallery_features.npy", "labels.pth");
        build("gallery_features.npy");
        CommandLineRun without = rerank("--kg", "25");
        CommandLineRun with = rerank("--kg", "25", "--graph", graph.toString());
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(with.out()).isEqualTo(without.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --kg 26                                   | holds 25 neighbors per item, fewer than the KG 26
                    --kg 25 --update accumulating             | --update accumulating needs --self index
                    """)
    void refusesAGraphThatDoesNotFit(String options, String message) throws IOException {
        copyCaches("qg_dists.pth", "labels.pth");
        build("gg_dists.pth");
        List<String> all = new java.util.ArrayList<>(List.of(options.split(" ")));
        all.addAll(List.of("--graph", graph.toString()));
        CommandLineRun run = rerank(all.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("my gräph.knn: ").contains(message);
    }

    @Test
    void refusesAGraphOfAnotherGallery() throws IOException {
        copyCaches("qg_dists.pth");
        KnnGraph small = KnnGraph.fromFeatures(dev.icfrr.matrix.Matrix.of(3, 1, new float[] {0, 1, 3}), 25);
        small.save(graph);
        CommandLineRun run = rerank("--graph", graph.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is a graph of 3 gallery items, but these queries are for 400");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gg_dists.pth         | --approximate                  | holds distances, whose neighbors are always exact
                    gallery_features.npy | --recall 0.5                   | --recall and --seed work only with --approximate
                    gallery_features.npy | --checkpoint parts             | --checkpoint works only with --approximate
                    gallery_features.npy | --approximate --recall 0       | --recall must be above 0 and at most 1
                    gallery_features.npy | --kg 0                         | --kg must be at least 1
                    gallery_features.npy | --from distances               | must be a square matrix, not 400 x 64
                    gallery_features.npy | --out nowhere/g.knn            | nowhere does not exist
                    gallery_features.npy | --threads -1                   | --threads must be at least 0
                    labels.pth           |                                | query
                    labels.pth           | --tensor gallery               | must be a matrix, but has 1 dimensions
                    missing.npy          |                                | no such file
                    """)
    void refusesWhatCannotWork(String input, String options, String message) {
        List<String> all = new java.util.ArrayList<>(
                List.of("graph", "build", BLOBS.resolve(input).toString()));
        if (options != null) {
            all.addAll(List.of(options.split(" +")));
        }
        if (!all.contains("--out")) {
            all.addAll(List.of("--out", graph.toString()));
        }
        CommandLineRun run = CommandLineRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(graph).doesNotExist();
    }
}
