package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RerankCommandTest extends RerankFixture {
    @Test
    void writesTheRankFilesOfTheReference() throws IOException {
        CommandLineRun run = rerank("--limited_memory", "--cpu_as_metric_device", "--gpu_id", "0", "--batchsize", "16");
        assertThat(run.exitCode()).as(run.err()).isZero();
        try (TensorFile golden = TensorFiles.open(BLOBS.resolve("ranks_f64.npy"))) {
            for (int iteration = 0; iteration <= 8; iteration++) {
                try (TensorFile ranks =
                        TensorFiles.open(results().resolve("ranks/reranking_iter_" + iteration + ".pth"))) {
                    assertThat(ranks.soleTensor().dtype()).isEqualTo(DType.INT64);
                    assertThat(ranks.soleTensor().shape()).containsExactly(QUERIES, GALLERY);
                    assertThat(ranks.soleTensor().toLongArray())
                            .isEqualTo(golden.soleTensor().select(iteration).toLongArray());
                }
            }
        }
        assertThat(filesIn(results()))
                .contains("map_prec_ICFRR.png", "map_prec_ICFRR.svg", "metrics.json", "run.json", "report.html");
        assertThat(run.out()).contains("mAP@all").contains("0.69783").contains("0.91368*");
    }

    @Test
    void metricsJsonHoldsEveryIteration() throws IOException {
        CommandLineRun run = rerank("--ranks", "none", "--format", "json");
        JsonMapper json = JsonMapper.builder().build();
        JsonNode written = json.readTree(Files.readString(results().resolve("metrics.json")));
        assertThat(json.readTree(run.out())).isEqualTo(written);
        assertThat(written.get("parameters").get("KG").asInt()).isEqualTo(25);
        assertThat(written.get("parameters").get("update").asString()).isEqualTo("reference");
        JsonNode golden = json.readTree(Files.readString(BLOBS.resolve("metrics_f64.json")))
                .get("metrics");
        assertThat(written.get("iterations").size()).isEqualTo(golden.size());
        for (int i = 0; i < golden.size(); i++) {
            for (String metric : List.of("iteration", "mAP@all", "mAP@200", "prec@25", "prec@100", "prec@200")) {
                assertThat(written.get("iterations").get(i).get(metric).asDouble())
                        .as("%s at %d", metric, i)
                        .isCloseTo(golden.get(i).get(metric).asDouble(), within(1e-6));
            }
        }
        assertThat(results().resolve("ranks")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format trec",
                "--ranks-format trec",
                "--ranks-format=trec_gz --format json",
                "--format trec --ranks-top 50"
            })
    void runsOfTrecEvaluateToTheSameMetrics(String options) throws IOException {
        CommandLineRun run = rerank(options.split(" "));
        assertThat(run.exitCode()).as(run.err()).isZero();
        String gz = options.contains("gz") ? ".gz" : "";
        List<String> expected = new java.util.ArrayList<>(List.of("qrels.txt" + gz));
        for (int i = 0; i <= 8; i++) {
            expected.add("reranking_iter_" + i + ".run" + gz);
        }
        assertThat(filesIn(results().resolve("ranks"))).containsExactlyElementsOf(expected);
        JsonNode metrics = JsonMapper.shared()
                .readTree(Files.readString(results().resolve("metrics.json")))
                .get("iterations");
        List<String> names = options.contains("top")
                ? List.of("prec@25")
                : List.of("mAP@all", "mAP@200", "prec@25", "prec@100", "prec@200");
        for (int i : new int[] {0, 1, 8}) {
            CommandLineRun evaluation = CommandLineRun.of(
                    "evaluate",
                    results().resolve("ranks/reranking_iter_" + i + ".run" + gz).toString(),
                    "--qrels",
                    results().resolve("ranks/qrels.txt" + gz).toString(),
                    "--metrics",
                    String.join(",", names),
                    "--format",
                    "json");
            assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
            JsonNode means = JsonMapper.shared().readTree(evaluation.out()).at("/methods/0/metrics");
            for (String name : names) {
                assertThat(means.get(name).asDouble())
                        .as("%s at %d", name, i)
                        .isCloseTo(metrics.get(i).get(name).asDouble(), within(1e-12));
            }
        }
    }

    @Test
    void trecRunsNameImages() throws IOException {
        StringBuilder names = new StringBuilder("{\"query\": [");
        for (int i = 0; i < QUERIES; i++) {
            names.append(i == 0 ? "" : ", ").append("\"my sketch %d%%.png\"".formatted(i));
        }
        Files.writeString(caches.resolve("names.json"), names + "], \"gallery\": [\"one too few\"]}");
        assertThat(rerank("--format", "trec", "--ranks", "last").exitCode()).isZero();
        assertThat(Files.readAllLines(results().resolve("ranks/reranking_iter_8.run")))
                .hasSize(QUERIES * GALLERY)
                .first()
                .asString()
                .startsWith("my%20sketch%200%25.png Q0 g");
    }

    @Test
    void csvHasALinePerIteration() {
        CommandLineRun run = rerank("--ranks", "none", "--format", "csv");
        assertThat(run.out().lines())
                .hasSize(10)
                .first()
                .isEqualTo("iteration,mAP@all,mAP@200,prec@25,prec@100,prec@200");
    }

    @Test
    void bothRulesAndTheUnixSpelling() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "rerank",
                "--dataset=blobs",
                "--cache-root=" + folder.resolve("my caché"),
                "--rerank-results-dir=" + folder.resolve("my results"),
                "--kg=25",
                "--kq=20",
                "--n-times=8",
                "--update=accumulating",
                "--ranks=last",
                "--ranks-top=7",
                "--threads=3");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(filesIn(results().resolve("ranks"))).containsExactly("reranking_iter_8.pth");
        try (TensorFile golden = TensorFiles.open(BLOBS.resolve("ranks_accumulating_f64.npy"));
                TensorFile ranks = TensorFiles.open(results().resolve("ranks/reranking_iter_8.pth"))) {
            assertThat(ranks.soleTensor().shape()).containsExactly(QUERIES, 7);
            Tensor last = golden.soleTensor().select(8);
            for (int query = 0; query < QUERIES; query++) {
                assertThat(ranks.soleTensor().select(query).toLongArray())
                        .isEqualTo(Arrays.copyOf(last.select(query).toLongArray(), 7));
            }
        }
    }

    @Test
    void featuresWhereThereAreNoDistances() throws IOException {
        Files.delete(caches.resolve("qg_dists.pth"));
        Files.delete(caches.resolve("gg_dists.pth"));
        Files.copy(BLOBS.resolve("query_features.npy"), caches.resolve("query_features.npy"));
        Files.copy(BLOBS.resolve("gallery_features.npy"), caches.resolve("gallery_features.npy"));
        CommandLineRun run = rerank("--format", "csv");
        assertThat(run.exitCode()).as(run.err()).isZero();
        String[] last = run.out().lines().toList().getLast().split(",");
        // Distances recomputed from features are not rounded to float: close, not equal.
        assertThat(Double.parseDouble(last[1])).isCloseTo(0.91368, within(0.002));
    }

    @Test
    void withoutLabelsThereAreRanksAndNoMetrics() throws IOException {
        Files.delete(caches.resolve("labels.pth"));
        CommandLineRun run = rerank();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("No labels");
        assertThat(filesIn(results().resolve("ranks"))).hasSize(9);
        assertThat(results().resolve("map_prec_ICFRR.png")).doesNotExist();
        assertThat(results().resolve("report.html")).exists();
    }

    @Test
    void zeroIterationsMeasureTheInitialOrder() throws IOException {
        CommandLineRun run = rerank("--n_times", "0");
        // Given twice, an option's last value would count in the reference; picocli refuses.
        assertThat(run.exitCode()).isEqualTo(2);
        CommandLineRun once = shorter(0);
        assertThat(once.exitCode()).as(once.err()).isZero();
        assertThat(filesIn(results().resolve("ranks"))).containsExactly("reranking_iter_0.pth");
    }

    @Test
    void theFolderHoldsTheLastRunAlone() throws IOException {
        assertThat(rerank("--format", "trec", "--guard").exitCode()).isZero();
        assertThat(results().resolve("guard.csv")).exists();
        Files.writeString(results().resolve("ranks/notes.txt"), "mine");
        Files.delete(caches.resolve("labels.pth"));
        assertThat(shorter(3).exitCode()).isZero();
        assertThat(filesIn(results().resolve("ranks")))
                .containsExactly(
                        "notes.txt",
                        "reranking_iter_0.pth",
                        "reranking_iter_1.pth",
                        "reranking_iter_2.pth",
                        "reranking_iter_3.pth");
        assertThat(filesIn(results())).containsExactly("metrics.json", "ranks", "report.html", "run.json");
        assertThat(shorter(2, "--ranks", "last").err()).doesNotContain("keeps");
        assertThat(filesIn(results().resolve("ranks"))).containsExactly("notes.txt", "reranking_iter_2.pth");
        assertThat(shorter(1, "--ranks", "none").err()).contains("keeps   rank files of an earlier run");
        assertThat(filesIn(results().resolve("ranks"))).containsExactly("notes.txt", "reranking_iter_2.pth");
    }

    @Test
    void sketchAgainstPhotosAsTheReferenceRunsIt() throws IOException {
        Path shared = Path.of(
                System.getProperty("icfrr.reference", "").isEmpty()
                        ? "../../shared/reference"
                        : System.getProperty("icfrr.reference"));
        assumeTrue(Files.isDirectory(shared), "no reference data at " + shared);
        CommandLineRun run = CommandLineRun.of(
                "rerank",
                "--dataset",
                "custom",
                "--cache_root",
                shared.resolve("examples").toString(),
                "--data_root",
                shared.resolve("examples").toString(),
                "--n_times",
                "3",
                "--KG",
                "10",
                "--KQ",
                "15",
                "--rerank_results_dir",
                folder.resolve("out").toString(),
                "--query_idxs_to_vis",
                "0");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("0.57577").contains("0.79801");
        assertThat(filesIn(folder.resolve("out/custom/-1/vis"))).hasSize(5).contains("overview.png");
    }
}
