package dev.icfrr.cli;

import static dev.icfrr.cli.BlobIndex.json;
import static dev.icfrr.cli.CommandLineRun.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Explanations of a score, from an index and from the inputs of {@code rerank}. */
class ExplainCommandTest {
    @TempDir
    Path folder;

    @Test
    void anExplanationAddsUp() throws IOException {
        new BlobIndex(folder).build("--vote", "flat", "--kg", "20");
        String vector = BlobIndex.BLOBS.resolve("query_features.npy").toString();
        JsonNode search = json(ok(
                        "search",
                        "--index",
                        new BlobIndex(folder).path(),
                        "--vector",
                        vector,
                        "--row",
                        "3",
                        "--kq",
                        "15",
                        "--json",
                        "-k",
                        "1")
                .out());
        JsonNode best = search.path("results").get(0);
        JsonNode explained = json(ok(
                        "explain",
                        "--index",
                        new BlobIndex(folder).path(),
                        "--vector",
                        vector,
                        "--row",
                        "3",
                        "--item",
                        best.path("id").asString(),
                        "--kq",
                        "15",
                        "--json")
                .out());
        JsonNode last = explained.path("iterations").get(5);
        assertThat(last.path("rank").asInt()).isEqualTo(1);
        assertThat(last.path("score").asDouble()).isEqualTo(best.path("score").asDouble());
        long sum = 0;
        for (JsonNode vote : last.path("votes")) {
            sum += vote.path("weight").asLong();
        }
        assertThat(sum).isPositive().isEqualTo(last.path("sum").asLong());
        assertThat(last.path("bonus").asDouble())
                .isEqualTo(sum / last.path("denominator").asDouble());

        // From rerank's inputs the same question has the same answer.
        Path caches = Files.createDirectories(folder.resolve("cache/blobs/-1"));
        for (String name : List.of("query_features.npy", "gallery_features.npy")) {
            Files.copy(BlobIndex.BLOBS.resolve(name), caches.resolve(name));
        }
        String[] inputs = {
            "explain",
            "--dataset",
            "blobs",
            "--cache-root",
            folder.resolve("cache").toString(),
            "--query",
            "3",
            "--item",
            best.path("item").asString(),
            "--kg",
            "20",
            "--kq",
            "15"
        };
        List<String> asJson = new ArrayList<>(List.of(inputs));
        asJson.add("--json");
        JsonNode fromInputs = json(ok(asJson.toArray(String[]::new)).out());
        assertThat(fromInputs.path("iterations").get(5).path("score")).isEqualTo(last.path("score"));
        assertThat(fromInputs.path("iterations").get(5).path("sum")).isEqualTo(last.path("sum"));
        assertThat(ok(inputs).out()).contains("iteration", "votes at iteration 5", "gallery item");
        List<String> scales = new ArrayList<>(asJson.subList(0, 9));
        scales.addAll(List.of("--vote", "multiscale", "--center", "domains", "--json"));
        JsonNode parameters = json(ok(scales.toArray(String[]::new)).out()).path("parameters");
        assertThat(parameters.path("vote").asString()).isEqualTo("multiscale");
        assertThat(parameters.path("K").asInt()).isGreaterThanOrEqualTo(32);
        assertThat(parameters.path("lists").asString()).isEqualTo("scaled");
    }

    @Test
    void anExplanationOfMultiscaleVotesNamesWhatChanceGives() {
        new BlobIndex(folder).build("--k", "16");
        JsonNode best = new BlobIndex(folder).search().path("results").get(0);
        String[] question = {
            "explain",
            "--index",
            new BlobIndex(folder).path(),
            "--vector",
            BlobIndex.BLOBS.resolve("query_features.npy").toString(),
            "--row",
            "3",
            "--item",
            best.path("id").asString()
        };
        List<String> asJson = new ArrayList<>(List.of(question));
        asJson.add("--json");
        JsonNode last =
                json(ok(asJson.toArray(String[]::new)).out()).path("iterations").get(5);
        assertThat(last.path("score").asDouble()).isEqualTo(best.path("score").asDouble());
        long sum = -last.path("chance").asLong();
        assertThat(sum).isNegative();
        for (JsonNode vote : last.path("votes")) {
            sum += vote.path("weight").asLong();
        }
        assertThat(sum).isEqualTo(last.path("sum").asLong());
        assertThat(last.path("bonus").asDouble())
                .isEqualTo(sum / last.path("denominator").asDouble());
        assertThat(ok(question).out()).contains("votes at iteration 5", "that chance gives");
    }
}
