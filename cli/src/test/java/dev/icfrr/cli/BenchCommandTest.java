package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmark does and says; how long anything takes is not tested. */
class BenchCommandTest {
    @TempDir
    Path folder;

    private static final Map<String, String> SMALL = Map.of(
            "--gallery",
            "300",
            "--queries",
            "12",
            "--dimensions",
            "24",
            "--classes",
            "6",
            "--kg",
            "20",
            "--kq",
            "15",
            "--iterations",
            "2",
            "--threads",
            "2");

    /** A small benchmark with these options, which go before the small ones. */
    private static CommandLineRun bench(String... options) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(options));
        SMALL.forEach((option, value) -> {
            if (!all.contains(option)) {
                all.addAll(List.of(option, value));
            }
        });
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    @Test
    void multiscaleVotesTimeTheScaledListsToo() {
        CommandLineRun run = CommandLineRun.of(
                "bench",
                "--gallery",
                "300",
                "--queries",
                "12",
                "--dimensions",
                "24",
                "--classes",
                "6",
                "--vote",
                "multiscale",
                "--k",
                "40",
                "--iterations",
                "2",
                "--format",
                "json",
                "--repeat",
                "1");
        JsonNode result = json(run);
        assertThat(result.at("/parameters/vote").asString()).isEqualTo("multiscale");
        assertThat(result.at("/parameters/KG").intValue()).isEqualTo(32);
        assertThat(result.at("/seconds/scaled lists/median").doubleValue()).isPositive();
        assertThat(bench("--vote", "multiscale").err()).contains("Use --k for the largest scale");
        assertThat(CommandLineRun.of("bench", "--k", "8").err()).contains("--k belongs to --vote multiscale");
    }

    private static JsonNode json(CommandLineRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonMapper.builder().build().readTree(run.out());
    }

    @Test
    void timesEveryStageApart() {
        JsonNode found = json(bench("--repeat", "3", "--format", "json", "--candidates", "50"));
        JsonNode seconds = found.get("seconds");
        for (String stage :
                List.of("neighbors", "query distances", "initial order", "iteration 1", "iteration 2", "metrics")) {
            assertThat(seconds.get(stage).get("all").size()).as(stage).isEqualTo(3);
            assertThat(seconds.get(stage).get("median").asDouble()).as(stage).isPositive();
        }
        assertThat(seconds.get("generate").get("all").size()).isEqualTo(1);
        assertThat(found.get("milliseconds_of_one_query").propertyNames())
                .containsExactly("one query, whole gallery", "one query, its first 100", "one query, 50 candidates");
        assertThat(found.get("machine").propertyNames()).contains("processor", "cores", "java", "kernel", "threads");
        assertThat(found.get("peak_bytes")
                        .get("neighbors")
                        .get("Java heap used")
                        .asLong())
                .isPositive();
        assertThat(found.get("mAP@all").size()).isEqualTo(3);
    }

    @Test
    void theSameSeedGivesTheSameInputsWhateverTheRunStartsFrom() {
        JsonNode features = json(bench("--repeat", "1", "--format", "json"));
        JsonNode distances = json(bench("--repeat", "1", "--format", "json", "--from", "distances", "--threads", "1"));
        JsonNode otherSeed = json(bench("--repeat", "1", "--format", "json", "--seed", "2"));
        assertThat(distances.get("mAP@all")).isEqualTo(features.get("mAP@all"));
        assertThat(otherSeed.get("mAP@all")).isNotEqualTo(features.get("mAP@all"));
        assertThat(features.get("mAP@all").get(0).asDouble()).isBetween(0.3, 0.95);
    }

    @Test
    void writesInputsThatOtherProgramsReadAndALaterRunFinds() throws IOException {
        String root = folder.resolve("for others").toString();
        CommandLineRun written = bench("--repeat", "0", "--write", root);
        assertThat(written.exitCode()).as(written.err()).isZero();
        assertThat(written.out()).isEmpty();
        Path caches = folder.resolve("for others/synthetic/-1");
        try (TensorFile file = TensorFiles.open(caches.resolve("gg_dists.pth"));
                TensorFile features = TensorFiles.open(caches.resolve("gallery_features.npy"))) {
            Matrix distances = file.soleTensor().asMatrix();
            Matrix gallery = features.soleTensor().asMatrix();
            assertThat(distances.rows()).isEqualTo(300);
            double[] first = new double[24];
            double[] last = new double[24];
            gallery.copyRow(0, first);
            gallery.copyRow(299, last);
            double sum = 0;
            for (int k = 0; k < 24; k++) {
                sum += (first[k] - last[k]) * (first[k] - last[k]);
            }
            float[] row = new float[300];
            distances.copyRow(0, row);
            assertThat(row[0]).isZero();
            assertThat(row[299]).isEqualTo((float) Math.sqrt(sum), org.assertj.core.api.Assertions.within(1e-6f));
        }
        long modified =
                Files.getLastModifiedTime(caches.resolve("gg_dists.pth")).toMillis();
        JsonNode found = json(bench("--repeat", "1", "--write", root, "--from", "distances", "--format", "json"));
        assertThat(found.get("seconds").propertyNames()).doesNotContain("generate", "write");
        assertThat(Files.getLastModifiedTime(caches.resolve("gg_dists.pth")).toMillis())
                .isEqualTo(modified);

        // The main job reads the same files and measures the same.
        CommandLineRun run = CommandLineRun.of(
                "rerank",
                "--dataset",
                "synthetic",
                "--cache-root",
                root,
                "--kg",
                "20",
                "--kq",
                "15",
                "--n-times",
                "2",
                "--rerank-results-dir",
                folder.resolve("results").toString(),
                "--ranks",
                "none",
                "--format",
                "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode iterations = JsonMapper.builder().build().readTree(run.out()).get("iterations");
        for (int i = 0; i <= 2; i++) {
            assertThat(iterations.get(i).get("mAP@all").asDouble())
                    .isEqualTo(found.get("mAP@all").get(i).asDouble());
        }
    }

    @Test
    void otherInputsAreWrittenAnew() throws IOException {
        String root = folder.toString();
        bench("--repeat", "0", "--write", root, "--features-only");
        assertThat(folder.resolve("synthetic/-1/gg_dists.pth")).doesNotExist();
        CommandLineRun run = bench("--repeat", "0", "--write", root, "--features-only", "--seed", "9");
        assertThat(run.err()).contains("writes  ");
        assertThat(Files.readString(folder.resolve("synthetic/-1/inputs.json"))).contains("\"seed\":9");
    }

    @Test
    void approximateNeighborsTellTheirRecall() {
        JsonNode found = json(bench("--repeat", "1", "--recall", "0.9", "--format", "json"));
        assertThat(found.get("parameters").get("neighbors").asString())
                .matches("approximate, recall [01]\\.\\d{4} \\(wanted 0\\.9\\), .* of all pairs compared");
    }

    @Test
    void csvHasTheSameNamesWhateverIsTimed() {
        String[] features = bench("--repeat", "1", "--format", "csv").out().split("\\R");
        String[] distances = bench("--repeat", "2", "--from", "distances", "--iterations", "0", "--format", "csv")
                .out()
                .split("\\R");
        assertThat(features).hasSize(2);
        assertThat(features[0]).isEqualTo(distances[0]).startsWith("gallery,queries,dimensions,kg,kq,iterations,");
        assertThat(features[1].split(",", -1)).hasSameSizeAs(features[0].split(","));
        assertThat(distances[1].split(",", -1)).hasSameSizeAs(distances[0].split(","));
    }

    @Test
    void tableNamesMachineInputsAndParameters() {
        CommandLineRun run = bench("--repeat", "1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("processor ", "12 queries x 300 gallery items", "KG 20, KQ 15, 2 iterations", "mAP@all")
                .contains("per query and iteration: ", "one query, whole gallery, one thread: p50 ");
    }

    @Test
    void presetsAreChangedByTheOptions() {
        CommandLineRun run = bench("--preset", "million", "--repeat", "1", "--format", "json");
        JsonNode found = json(run);
        assertThat(found.get("inputs").get("name").asString()).isEqualTo("million");
        assertThat(found.get("inputs").get("gallery").asInt()).isEqualTo(300);
        assertThat(found.get("parameters").get("update").asString()).isEqualTo("accumulating");
        assertThat(found.get("parameters").get("neighbors").asString()).startsWith("approximate");
        JsonNode exact = json(bench("--preset", "million", "--repeat", "1", "--format", "json", "--exact"));
        assertThat(exact.get("parameters").get("neighbors").asString()).isEqualTo("exact");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --repeat 0                              | --repeat 0 times nothing
                    --repeat -1                             | --repeat must be at least 0
                    --features-only                         | --features-only works only with --write
                    --from distances --recall 0.9           | --recall works only with --from features
                    --exact --recall 0.9                    | exclude each other
                    --recall 2                              | --recall must be above 0 and at most 1
                    --noise NaN                             | --noise must be at least 0
                    --candidates -1                         | --candidates must be at least 0
                    --preset unknown                        | --preset
                    """)
    void refusesWhatCannotBe(String options, String message) {
        CommandLineRun run = bench(options.split(" +"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void refusesInputsBeyondTheMachine() {
        CommandLineRun run =
                CommandLineRun.of("bench", "--gallery", "2000000000", "--dimensions", "100000", "--kg", "1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("but the JVM may take");
    }
}
