package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    void defaultsDependOnTheGallery() {
        JsonNode info = ok(server.get("/v1/gallery"));

        assertThat(info.get("size").intValue()).isEqualTo(CLASSES * PER_CLASS);
        assertThat(info.get("labels").get("fish").intValue()).isEqualTo(PER_CLASS);
        assertThat(info.get("model").stringValue()).isEqualTo("hog");
        assertThat(info.get("defaults").get("kg").intValue()).isEqualTo(PER_CLASS / 2);
        assertThat(info.get("defaults").get("kq").intValue()).isEqualTo(PER_CLASS / 2);
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
