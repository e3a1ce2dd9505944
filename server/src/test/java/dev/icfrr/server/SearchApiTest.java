package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Searches by vector, image and item. */
class SearchApiTest extends SearchFixture {
    @ParameterizedTest
    @EnumSource
    void aSearchByVectorReturnsTheRankingsOfTheLibrary(UpdateRule rule) throws IOException {
        JsonNode found = ok(server.post(
                "/v1/search",
                "{\"vector\":" + Arrays.toString(feature()) + ",\"k\":15,\"update\":\""
                        + rule.name().toLowerCase() + "\"," + PARAMETERS + "}"));

        Icfrr icfrr = new Icfrr(
                index.graph().truncated(12),
                IcfrrParameters.DEFAULTS
                        .withKq(9)
                        .withBeta(0.75)
                        .withIterations(3)
                        .withUpdate(rule));
        List<int[]> orders = new ArrayList<>();
        icfrr.rerank(distances(feature()), 0, (_, _, order) -> orders.add(order.clone()));
        for (int iteration = 0; iteration <= 3; iteration++) {
            JsonNode shown = found.get("iterations").get(iteration);
            assertThat(StreamSupport.stream(shown.get("ids").spliterator(), false)
                            .map(JsonNode::stringValue)
                            .toList())
                    .isEqualTo(ids(Ranking.copyOf(orders.get(iteration), 15)));
            assertThat(shown.get("iteration").intValue()).isEqualTo(iteration);
        }
        assertThat(texts(found.get("before"), "id")).isEqualTo(ids(Ranking.copyOf(orders.getFirst(), 15)));
        assertThat(texts(found.get("after"), "id")).isEqualTo(ids(Ranking.copyOf(orders.getLast(), 15)));
        for (JsonNode hit : found.get("after")) {
            int before = ids(Ranking.copyOf(orders.getFirst(), index.size()))
                    .indexOf(hit.get("id").stringValue());
            assertThat(hit.get("before_rank").intValue()).isEqualTo(before + 1);
            assertThat(hit.get("move").intValue())
                    .isEqualTo(before + 1 - hit.get("rank").intValue());
            assertThat(found.get("items").has(hit.get("id").stringValue())).isTrue();
        }
    }

    /** A way to send an image, and the request that does it. */
    record Upload(String name, Function<byte[], Answer> send) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Upload> uploads() {
        String query = "/v1/search?k=7&kg=12&kq=9&beta=0.75&iterations=3";
        Map<String, String> fields = Map.of("k", "7", "kg", "12", "kq", "9", "beta", "0.75", "iterations", "3");
        return List.of(
                new Upload("image/png", image -> server.post(query, "image/png", image)),
                new Upload("application/octet-stream", image -> server.post(query, "application/octet-stream", image)),
                new Upload("base64", image -> postJson("", image)),
                new Upload("data URL", image -> postJson("data:image/png;base64,", image)),
                new Upload(
                        "form",
                        image -> server.post(
                                "/v1/search",
                                "multipart/form-data; boundary=frontier",
                                TestServer.form("frontier", image, fields))));
    }

    private static Answer postJson(String prefix, byte[] image) {
        return server.post(
                "/v1/search",
                "{\"image\":\"" + prefix + Base64.getEncoder().encodeToString(image) + "\",\"k\":7," + PARAMETERS
                        + "}");
    }

    @ParameterizedTest
    @MethodSource("uploads")
    void aSearchByImageReturnsTheResultsOfItsFeature(Upload upload) throws IOException {
        JsonNode expected = ok(server.post(
                "/v1/search", "{\"vector\":" + Arrays.toString(feature()) + ",\"k\":7," + PARAMETERS + "}"));

        JsonNode found = ok(upload.send.apply(Galleries.sketch(2)));

        assertThat(texts(found.get("after"), "id")).isEqualTo(texts(expected.get("after"), "id"));
    }

    @Test
    void aSearchByItemRanksTheItemFirstAndMeasuresPrecisionByItsClass() {
        JsonNode found = ok(server.post("/v1/search", "{\"item\":\"fish/3.png\",\"k\":10," + PARAMETERS + "}"));

        assertThat(found.get("before").get(0).get("id").stringValue()).isEqualTo("fish/3.png");
        assertThat(found.get("label").stringValue()).isEqualTo("fish");
        JsonNode metric = found.get("metric");
        assertThat(metric.get("measure").stringValue()).isEqualTo("prec@10");
        for (int iteration = 0; iteration <= 3; iteration++) {
            long right = StreamSupport.stream(
                            found.get("iterations").get(iteration).get("ids").spliterator(), false)
                    .filter(id -> id.stringValue().startsWith("fish/"))
                    .count();
            assertThat(metric.get("values").get(iteration).doubleValue()).isEqualTo(right / 10.0);
        }
    }

    @Test
    void severalQueriesAreAnsweredAsEachAlone() throws IOException {
        String image = Base64.getEncoder().encodeToString(Galleries.sketch(2));
        List<String> queries = new ArrayList<>(List.of(
                "\"image\":\"" + image + "\"",
                "\"vector\":" + Arrays.toString(feature()) + ",\"label\":\"sailboat\"",
                "\"item\":\"house/1.png\",\"label\":\"fish\""));
        for (int i = 0; i < 17; i++) {
            queries.add("\"item\":\"fish/" + i + ".png\"");
        }

        JsonNode results = ok(server.post(
                        "/v1/search",
                        queries.stream().collect(Collectors.joining("},{", "{\"queries\":[{", "}],\"k\":7,"))
                                + PARAMETERS + "}"))
                .get("results");

        assertThat(results).hasSize(queries.size());
        for (int i = 0; i < queries.size(); i++) {
            JsonNode alone = ok(server.post("/v1/search", "{" + queries.get(i) + ",\"k\":7," + PARAMETERS + "}"));
            for (String field : List.of("parameters", "before", "after", "iterations", "items")) {
                assertThat(results.get(i).get(field)).isEqualTo(alone.get(field));
            }
            assertThat(results.get(i).path("metric")).isEqualTo(alone.path("metric"));
        }
    }

    @Test
    void theProblemOfOneOfSeveralQueriesNamesIt() {
        Answer unknown = server.post("/v1/search", "{\"queries\":[{\"item\":\"fish/1.png\"},{\"item\":\"nothing\"}]}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("detail").stringValue()).startsWith("queries[1]: the gallery has no item");
        Answer label = server.post("/v1/search", "{\"queries\":[{\"item\":\"fish/1.png\",\"label\":\"dragon\"}]}");
        assertThat(label.json().get("detail").stringValue()).startsWith("queries[0]: 'label'");
    }

    @Test
    void precisionIsMeasuredOnlyWithALabel() throws IOException {
        String vector = "{\"vector\":" + Arrays.toString(feature());

        assertThat(ok(server.post("/v1/search", vector + "}")).has("metric")).isFalse();
        JsonNode labelled = ok(server.post("/v1/search", vector + ",\"label\":\"sailboat\"}"));
        assertThat(labelled.get("metric").get("label").stringValue()).isEqualTo("sailboat");
        assertThat(labelled.get("metric").get("values").size())
                .isEqualTo(labelled.get("iterations").size());
    }

    @Test
    void onlyCandidatesAreRanked() throws IOException {
        JsonNode found = ok(server.post(
                "/v1/search",
                "{\"vector\":" + Arrays.toString(feature()) + ",\"k\":8,\"candidates\":8," + PARAMETERS + "}"));

        assertThat(texts(found.get("after"), "id"))
                .containsExactlyInAnyOrderElementsOf(texts(found.get("before"), "id"));
        assertThat(found.get("parameters").get("candidates").intValue()).isEqualTo(8);
    }

    @Test
    void adviceComparesASearchWithTheGallery() throws IOException {
        int depth = Math.min(32, index.manifest().vote().orElseThrow().k() / 2);
        HarmPredictor predictor =
                new HarmPredictor(index.graph(), depth, InitialRankings.ofItems(index.graph(), depth, 1));
        int[] first = FlatSearch.nearest(distances(feature()), depth).items();

        JsonNode advice = ok(server.post("/v1/search", "{\"vector\":" + Arrays.toString(feature()) + "}"))
                .get("advice");

        assertThat(advice.get("harm_score").doubleValue()).isEqualTo(predictor.score(first));
        assertThat(advice.get("likely_harm").booleanValue()).isEqualTo(predictor.score(first) < 0.4);
        assertThat(advice.get("text").stringValue())
                .contains(String.format(Locale.ROOT, "(score %.2f; below 0.4 is a warning)", predictor.score(first)));
    }

    @Test
    void queriesOfACenteredIndexAreCentered(@TempDir Path folder) throws IOException {
        GalleryIndex centered = Galleries.doodles(
                folder.resolve("index"), 3, 12, Galleries.settings().withCentered(true));
        try (TestServer own = TestServer.start(centered)) {
            JsonNode item = ok(own.post("/v1/search", "{\"item\":\"fish/3.png\"}"));
            assertThat(item.get("before").get(0).get("id").stringValue()).isEqualTo("fish/3.png");
            assertThat(item.get("before").get(0).get("score").doubleValue()).isZero();

            double[] distances = centered.scan(new Parallelism(1))
                    .distances(
                            centered.query(feature()),
                            IntStream.range(0, centered.size()).toArray());
            JsonNode image = ok(own.post("/v1/search", "image/png", Galleries.sketch(2)));
            assertThat(image.get("before").get(0).get("score").doubleValue())
                    .isEqualTo(-Arrays.stream(distances).min().orElseThrow());
            assertThat(ok(own.get("/v1/gallery")).get("center").get("mode").stringValue())
                    .isEqualTo("domains");
            assertThat(own.post(
                                    "/v1/rerank",
                                    "{\"query\":{\"item\":\"fish/3.png\"},\"documents\":[{\"vector\":[1,2]}]}")
                            .status())
                    .isEqualTo(422);
        }
    }
}
