package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TuneCommandTest {
    private static final Path BLOBS = Path.of("../core/src/test/resources/blobs");

    @TempDir
    Path folder;

    private CommandLineRun tune(List<String> files, String... more) throws IOException {
        Path caches = Files.createDirectories(folder.resolve("my caché/blobs/-1"));
        for (String name : files) {
            Files.copy(BLOBS.resolve(name), caches.resolve(name));
        }
        List<String> all = new ArrayList<>(List.of(
                "tune",
                "--dataset",
                "blobs",
                "--cache-root",
                folder.resolve("my caché").toString(),
                "--rerank-results-dir",
                folder.resolve("results").toString()));
        all.addAll(List.of(more));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static final List<String> DISTANCES = List.of("qg_dists.pth", "gg_dists.pth", "labels.pth");
    private static final List<String> FEATURES = List.of("query_features.npy", "gallery_features.npy", "labels.pth");

    @Test
    void choosesReportsAndDraws() throws IOException {
        CommandLineRun run = tune(DISTANCES, "--kg", "25,4,100", "--kq", "20,5", "--beta", "0.5", "--n-times", "4");
        assertThat(run.err()).contains("6 settings x 4 iterations, 30 of 30 queries (15 to choose, 15 held out)");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("without re-ranking", "* chosen. On the held-out half:", "points, p ")
                .contains("icfrr rerank --dataset blobs")
                .contains("--update reference");
        Path out = folder.resolve("results/blobs/-1/tune");
        assertThat(Files.readAllLines(out.resolve("tune.csv"))).hasSize(1 + 1 + 6 * 4);
        JsonNode json = new JsonMapper().readTree(Files.readAllBytes(out.resolve("tune.json")));
        assertThat(json.at("/points").size()).isEqualTo(24);
        assertThat(json.at("/inputs").size()).isEqualTo(3);
        assertThat(json.at("/choice/held_out").doubleValue())
                .isGreaterThan(json.at("/initial/held_out").doubleValue() + 0.05);
        assertThat(json.at("/p_value_held_out").doubleValue()).isBetween(0.0, 0.01);
        for (String name : List.of("heatmap", "iterations_by_kg", "iterations_by_kq", "iterations_by_beta")) {
            assertThat(ImageIO.read(out.resolve(name + ".png").toFile()).getWidth())
                    .isEqualTo(1800);
            assertThat(Files.readString(out.resolve(name + ".svg"))).contains("<svg");
        }
    }

    @Test
    void featuresBothRulesAndASeed() throws IOException {
        String[] options = {
            "--kg",
            "25",
            "--kq",
            "20",
            "--update",
            "reference,accumulating",
            "--seed",
            "4",
            "--queries",
            "11",
            "--metric",
            "ndcg@10",
            "--format",
            "csv"
        };
        CommandLineRun run = tune(FEATURES, options);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(1 + 1 + 2 * 3 * 10);
        assertThat(run.out()).contains("25,20,0.25,1,reference,", "25,20,1.0,10,accumulating,");
        assertThat(run.err()).contains("11 of 30 queries (5 to choose, 6 held out)");
        assertThat(tune(List.of(), options).out()).isEqualTo(run.out());
    }

    @Test
    void multiscaleVotesAtSeveralKAndLists() throws IOException {
        CommandLineRun run = tune(
                FEATURES,
                "--vote",
                "multiscale",
                "--k",
                "auto,16",
                "--lists",
                "plain,scaled",
                "--beta",
                "0.5",
                "--n-times",
                "3",
                "--center",
                "domains");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("4 settings x 3 iterations");
        assertThat(run.out()).contains("multiscale, scaled lists", "--center domains --vote multiscale --k ");
        assertThat(Files.readAllLines(folder.resolve("results/blobs/-1/tune/tune.csv")))
                .hasSize(1 + 1 + 4 * 3)
                .first()
                .asString()
                .endsWith(",vote,lists");
    }

    @Test
    void theDefaultGridHasOneMultiscaleLine() throws IOException {
        CommandLineRun run = tune(DISTANCES, "--beta", "0.5", "--n-times", "1", "--queries", "10", "--format", "csv");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().filter(line -> line.endsWith(",multiscale,scaled")))
                .hasSize(1);
        assertThat(run.out().lines().filter(line -> line.endsWith(",flat,plain")))
                .hasSize(36);
    }

    @Test
    void savedNeighborLists() throws IOException {
        Path graph = folder.resolve("gallery.knn");
        assertThat(CommandLineRun.of(
                                "graph",
                                "build",
                                BLOBS.resolve("gg_dists.pth").toString(),
                                "--kg",
                                "30",
                                "--out",
                                graph.toString())
                        .exitCode())
                .isZero();
        String[] options = {"--kq", "20", "--beta", "0.5", "--n-times", "2", "--format", "csv"};
        CommandLineRun without = tune(DISTANCES, options);
        List<String> with = new ArrayList<>(List.of(options));
        with.addAll(List.of("--graph", graph.toString()));
        CommandLineRun run = tune(List.of(), with.toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(1 + 1 + 3 * 2);
        assertThat(without.out().lines().toList()).containsAll(run.out().lines().toList());
        with.addAll(List.of("--kg", "31"));
        assertThat(tune(List.of(), with.toArray(String[]::new)))
                .satisfies(it -> assertThat(it.exitCode()).isEqualTo(2))
                .satisfies(it -> assertThat(it.err()).contains("build it with a larger KG"));
    }

    @Test
    void whatCannotBeTuned() throws IOException {
        assertThat(tune(List.of("qg_dists.pth", "gg_dists.pth")))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("no labels.pth", "--kg auto"));
        assertThat(tune(List.of(), "--queries", "-1").err()).contains("--queries must be at least 0");
        assertThat(tune(List.of(), "--kg", "3,x").exitCode()).isEqualTo(2);
        assertThat(tune(List.of(), "--graph", "g", "--update", "reference,accumulating")
                        .err())
                .contains("--graph holds the neighbor lists of one update rule");
        Files.copy(BLOBS.resolve("labels.pth"), folder.resolve("my caché/blobs/-1/labels.pth"));
        assertThat(tune(List.of(), "--kg", "0").err()).contains("KG must be at least 1, not 0");
        assertThat(tune(List.of(), "--metric", "mep").err()).contains("no metric is called 'mep'");
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void aValueThatIsNoNumberIsNamedByItsPlaceInTheFile() throws IOException {
        Path caches = Files.createDirectories(folder.resolve("my caché/blobs/-1"));
        float[] features = new float[30 * 5];
        features[3 * 5 + 4] = Float.NaN;
        NpyWriter.write(caches.resolve("query_features.npy"), Tensor.of(features, 30, 5));
        NpyWriter.write(caches.resolve("gallery_features.npy"), Tensor.of(new float[400 * 5], 400, 5));
        // Rows are drawn in another order: the one in the file counts.
        CommandLineRun run = tune(List.of("labels.pth"), "--kg", "4", "--kq", "4");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("query_features.npy: row 3, column 4 holds NaN");
        assertThat(folder.resolve("results")).doesNotExist();
    }
}
