package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexVote;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SearchApiTest {
    private static final int CLASSES = 5;
    private static final int PER_CLASS = 20;
    private static final String PARAMETERS = "\"kg\":12,\"kq\":9,\"beta\":0.75,\"iterations\":3";
    private static GalleryIndex index;
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        index = Galleries.doodles(folder.resolve("index"), CLASSES, PER_CLASS);
        server = TestServer.start(index);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static float[] feature() throws IOException {
        return Hog.standard().extract(Images.read(Galleries.sketch(2), "sketch", 1_000_000));
    }

    private static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
        return answer.json();
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(node -> node.get(field).stringValue())
                .toList();
    }

    private static List<String> ids(Ranking ranking) {
        return Arrays.stream(ranking.toArray()).mapToObj(index::id).toList();
    }

    private static double[] distances(float[] feature) {
        double[] distances = new double[index.size()];
        for (int item = 0; item < distances.length; item++) {
            float[] other = index.feature(item);
            double squares = 0;
            for (int k = 0; k < other.length; k++) {
                squares += ((double) other[k] - feature[k]) * ((double) other[k] - feature[k]);
            }
            distances[item] = Math.sqrt(squares);
        }
        return distances;
    }

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
    void defaultsAreThoseOfTheIndex() {
        JsonNode info = ok(server.get("/v1/gallery"));
        IndexVote vote = index.manifest().vote().orElseThrow();

        assertThat(info.get("size").intValue()).isEqualTo(CLASSES * PER_CLASS);
        assertThat(info.get("labels").get("fish").intValue()).isEqualTo(PER_CLASS);
        assertThat(info.get("model").stringValue()).isEqualTo("hog");
        assertThat(info.get("defaults").get("vote").stringValue()).isEqualTo("multiscale");
        assertThat(info.get("defaults").get("vote_k").intValue()).isEqualTo(vote.k());
        assertThat(info.get("defaults").has("kg")).isFalse();
        assertThat(info.get("flat").get("kg").intValue()).isEqualTo(PER_CLASS / 2);
        assertThat(info.get("flat").get("kq").intValue()).isEqualTo(PER_CLASS / 2);
        assertThat(info.get("multiscale").get("k").intValue()).isEqualTo(vote.k());
        assertThat(info.get("multiscale").get("lists").stringValue()).isEqualTo("scaled");
        assertThat(info.get("multiscale").get("weights").toString())
                .isEqualTo(vote.weights().toString().replace(" ", ""));
        assertThat(info.get("center").get("mode").stringValue()).isEqualTo("none");
        assertThat(ok(server.post("/v1/search", "{\"item\":\"fish/3.png\"}")).get("parameters"))
                .isEqualTo(info.get("defaults"));
    }

    @Test
    void anExplanationAddsUpToTheScore() throws IOException {
        String query = "\"vector\":" + Arrays.toString(feature()) + "," + PARAMETERS;
        JsonNode found = ok(server.post("/v1/search", "{" + query + ",\"k\":10,\"explain\":true}"));
        JsonNode hit = found.get("after").get(4);

        JsonNode why = ok(server.post(
                "/v1/explain", "{" + query + ",\"of\":\"" + hit.get("id").stringValue() + "\",\"votes\":1000}"));

        assertThat(why.get("move")).isEqualTo(hit.get("move"));
        JsonNode last = why.get("steps").get(3);
        assertThat(last.get("rank")).isEqualTo(hit.get("rank"));
        assertThat(last.get("score")).isEqualTo(hit.get("score"));
        for (JsonNode step : why.get("steps")) {
            long sum = 0;
            for (JsonNode vote : step.get("votes")) {
                sum += vote.get("weight").longValue();
                assertThat(vote.get("weight").longValue())
                        .isEqualTo(index.size() - vote.get("rank").longValue());
            }
            assertThat(step.get("sum").longValue()).isEqualTo(sum);
            assertThat(step.get("vote_count").intValue())
                    .isEqualTo(step.get("votes").size());
            if (sum > 0) {
                assertThat(step.get("score").doubleValue())
                        .isCloseTo(
                                step.get("base").doubleValue()
                                        + 0.75 * sum / step.get("denominator").longValue(),
                                within(1e-12));
            }
        }
        assertThat(hit.get("votes").get(0)).isEqualTo(last.get("votes").get(0));
        assertThat(hit.get("votes").size()).isLessThanOrEqualTo(5);
    }

    @Test
    void aSearchWithoutParametersUsesTheVoteOfTheIndex() throws IOException {
        JsonNode found = ok(server.post("/v1/search", "{\"vector\":" + Arrays.toString(feature()) + ",\"k\":30}"));

        assertThat(texts(found.get("after"), "id"))
                .isEqualTo(ids(index.rerankSetup().reranker().rerank(distances(feature()), 30)));
    }

    static List<String> methods() {
        return List.of(
                "\"iterations\":3",
                "\"vote\":\"multiscale\",\"vote_k\":11",
                "\"vote_k\":4,\"beta_scale\":\"spread\",\"beta\":0.8",
                "\"vote\":\"flat\"",
                "\"kq\":7",
                "\"kg\":5,\"vote\":\"flat\",\"update\":\"accumulating\"");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theParametersOfAnAnswerRepeatIt(String method) {
        JsonNode found = ok(server.post("/v1/search", "{\"item\":\"fish/3.png\"," + method + "}"));
        String parameters = found.get("parameters").toString();

        JsonNode again = ok(server.post("/v1/search", "{\"item\":\"fish/3.png\"," + parameters.substring(1)));

        assertThat(again.get("parameters")).isEqualTo(found.get("parameters"));
        assertThat(again.get("iterations")).isEqualTo(found.get("iterations"));
    }

    @Test
    void kgAndKqAskForTheFlatVote() {
        JsonNode found = ok(server.post("/v1/search", "{\"item\":\"fish/3.png\",\"kg\":5}"));

        assertThat(found.get("parameters").get("vote").stringValue()).isEqualTo("flat");
        assertThat(found.get("parameters").get("kg").intValue()).isEqualTo(5);
        assertThat(found.get("parameters").get("kq").intValue()).isEqualTo(PER_CLASS / 2);
        assertThat(found.get("parameters").has("vote_k")).isFalse();
    }

    @Test
    void aSmallerKVotesAtTheFirstScalesOfTheIndex() throws IOException {
        IndexVote vote = index.manifest().vote().orElseThrow();
        Icfrr expected = new Icfrr(
                index.rerankSetup().lists(),
                vote.parameters()
                        .withVote(Vote.MULTISCALE)
                        .withKq(8)
                        .withVote(Vote.multiscale(vote.weights().subList(0, 2))));

        JsonNode found =
                ok(server.post("/v1/search", "{\"vector\":" + Arrays.toString(feature()) + ",\"k\":30,\"vote_k\":9}"));

        assertThat(found.get("parameters").get("vote_k").intValue()).isEqualTo(8);
        assertThat(texts(found.get("after"), "id")).isEqualTo(ids(expected.rerank(distances(feature()), 30)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"vote\":\"loud\"",
                "\"vote\":\"multiscale\",\"kg\":5",
                "\"vote_k\":8,\"kq\":5",
                "\"vote\":\"flat\",\"vote_k\":8",
                "\"vote_k\":0",
                "\"vote_k\":100000",
                "\"beta_scale\":\"wide\""
            })
    void votesThatContradictAreRefused(String method) {
        Answer answer = server.post("/v1/search", "{\"item\":\"fish/3.png\"," + method + "}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("detail").stringValue()).containsAnyOf("must be", "belongs to the");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absolute", "spread", "k"})
    void anExplanationAtScalesAddsUpToTheScore(String betaScale) throws IOException {
        String query = "\"vector\":" + Arrays.toString(feature()) + ",\"beta_scale\":\"" + betaScale + "\"";
        JsonNode found = ok(server.post("/v1/search", "{" + query + ",\"k\":10,\"explain\":true}"));
        JsonNode hit = found.get("after").get(4);

        JsonNode why = ok(server.post(
                "/v1/explain", "{" + query + ",\"of\":\"" + hit.get("id").stringValue() + "\",\"votes\":1000}"));

        JsonNode last = why.get("steps").get(5);
        assertThat(last.get("score")).isEqualTo(hit.get("score"));
        assertThat(hit.get("votes").get(0)).isEqualTo(last.get("votes").get(0));
        assertThat(last.get("chance").longValue()).isPositive();
        for (JsonNode step : why.get("steps")) {
            long sum = -step.get("chance").longValue();
            for (JsonNode vote : step.get("votes")) {
                long parts = 0;
                for (JsonNode part : vote.get("scales")) {
                    parts += part.longValue();
                }
                assertThat(vote.get("weight").longValue()).isEqualTo(parts);
                sum += parts;
            }
            assertThat(step.get("sum").longValue()).isEqualTo(sum);
            if (step.get("iteration").intValue() > 0) {
                assertThat(step.get("score").doubleValue())
                        .isEqualTo(step.get("base").doubleValue()
                                + step.get("beta").doubleValue()
                                        * sum
                                        / step.get("denominator").longValue());
            }
        }
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
    void anIndexForTheFlatVoteUsesItByDefault(@TempDir Path folder) throws IOException {
        GalleryIndex flat = Galleries.doodles(folder.resolve("index"), 3, 12, Galleries.flat());
        try (TestServer old = TestServer.start(flat)) {
            JsonNode found = ok(old.post("/v1/search", "{\"item\":\"fish/3.png\"}"));
            assertThat(found.get("parameters").get("vote").stringValue()).isEqualTo("flat");
            assertThat(found.get("parameters").get("kg").intValue()).isEqualTo(6);

            JsonNode atScales = ok(old.post("/v1/search", "{\"item\":\"fish/3.png\",\"vote\":\"multiscale\"}"));
            assertThat(atScales.get("parameters").get("vote_k").intValue()).isEqualTo(16);
            assertThat(ok(old.get("/v1/gallery")).get("multiscale").get("lists").stringValue())
                    .isEqualTo("plain");
        }
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

    @Test
    void itemsAndThumbnailsAreFoundByIdsWithSlashes() {
        JsonNode item = ok(server.get("/v1/items/fish%2F3.png"));
        assertThat(item.get("id").stringValue()).isEqualTo("fish/3.png");
        assertThat(item.get("neighbors").get(0).get("id").stringValue())
                .isEqualTo(
                        index.id(index.graph().neighbor(index.find("fish/3.png").getAsInt(), 0)));

        Answer thumbnail = server.get(item.get("thumbnail").stringValue());
        assertThat(thumbnail.status()).isEqualTo(200);
        assertThat(thumbnail.headers().get("Content-Type")).isEqualTo("image/jpeg");
        assertThat(thumbnail.bytes())
                .isEqualTo(index.thumbnail(index.find("fish/3.png").getAsInt()).orElseThrow());
    }
}
