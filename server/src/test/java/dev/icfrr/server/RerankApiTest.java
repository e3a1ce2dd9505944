package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.RerankTracer;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RerankApiTest {
    private static GalleryIndex index;
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        index = Galleries.doodles(folder.resolve("index"), 4, 12);
        server = TestServer.start(index);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Integer> places(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<Integer> places = new ArrayList<>();
        double last = Double.POSITIVE_INFINITY;
        for (JsonNode result : answer.json().get("results")) {
            places.add(result.get("index").intValue());
            assertThat(result.get("relevance_score").doubleValue()).isLessThanOrEqualTo(last);
            last = result.get("relevance_score").doubleValue();
        }
        return places;
    }

    /** Returns some items in any order, as a first-stage search would. */
    private static int[] candidates() {
        return new Random(7).ints(0, index.size()).distinct().limit(20).toArray();
    }

    private static String documents(int[] items, double[] scores) {
        return IntStream.range(0, items.length)
                .mapToObj(i -> "{\"id\":\"" + index.id(items[i]) + "\",\"score\":" + scores[i] + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<Integer> expected(int[] items, double[] distances, int topN) {
        Ranking ranking = new Icfrr(index.graph().truncated(6), IcfrrParameters.DEFAULTS.withKq(5))
                .rerankCandidates(items, distances);
        return Arrays.stream(ranking.top(topN).toArray())
                .map(item -> IntStream.range(0, items.length)
                        .filter(i -> items[i] == item)
                        .findFirst()
                        .orElseThrow())
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"similarity", "cosine", "distance"})
    void firstStageScoresAreReadByTheirMeaning(String meaning) {
        int[] items = candidates();
        double[] scores = new Random(8).doubles(items.length, 0, 1).toArray();

        double[] distances = Arrays.stream(scores)
                .map(score -> switch (meaning) {
                    case "cosine" -> Math.sqrt(2 - 2 * score);
                    case "distance" -> score;
                    default -> -score;
                })
                .toArray();
        Answer answer = server.post(
                "/v1/rerank",
                "{\"query\":\"a text\",\"documents\":" + documents(items, scores) + ",\"scores\":\"" + meaning
                        + "\",\"top_n\":8,\"kg\":6,\"kq\":5}");

        assertThat(places(answer)).isEqualTo(expected(items, distances, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"item", "vector"})
    void documentsWithoutScoresAreRankedByTheirDistancesToTheQuery(String kind) {
        int[] items = candidates();
        float[] query = index.feature(3);
        double[] distances = Arrays.stream(items)
                .mapToDouble(item -> distance(query, index.feature(item)))
                .toArray();
        String ids = Arrays.stream(items)
                .mapToObj(item -> "\"" + index.id(item) + "\"")
                .collect(Collectors.joining(",", "[", "]"));

        String asked = kind.equals("item") ? "\"" + index.id(3) + "\"" : Arrays.toString(query);
        Answer answer = server.post(
                "/v1/rerank",
                "{\"query\":{\"" + kind + "\":" + asked + "},\"documents\":" + ids
                        + ",\"kg\":6,\"kq\":5,\"return_documents\":true}");

        assertThat(places(answer)).isEqualTo(expected(items, distances, items.length));
        JsonNode first = answer.json().get("results").get(0);
        assertThat(first.get("document").get("id").stringValue())
                .isEqualTo(index.id(items[first.get("index").intValue()]));
    }

    @Test
    void itemsHaveTheScoresThatASearchGivesThem() {
        float[] query = index.feature(3);
        for (int k = 0; k < query.length; k++) {
            query[k] += 0.001f * (k % 7);
        }
        String asked = "{\"vector\":" + Arrays.toString(query) + "}";
        Map<String, Double> searched = new HashMap<>();
        JsonNode search = server.post(
                        "/v1/search",
                        "{\"vector\":" + Arrays.toString(query) + ",\"k\":" + index.size() + ",\"iterations\":0}")
                .json()
                .get("iterations")
                .get(0);
        for (int rank = 0; rank < index.size(); rank++) {
            searched.put(
                    search.get("ids").get(rank).stringValue(),
                    search.get("scores").get(rank).doubleValue());
        }
        String ids = IntStream.range(0, index.size())
                .mapToObj(item -> "\"" + index.id(item) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        String vectors = IntStream.range(0, index.size())
                .mapToObj(item -> "{\"vector\":" + Arrays.toString(index.feature(item)) + "}")
                .collect(Collectors.joining(",", "[", "]"));

        for (String documents : List.of(ids, vectors)) {
            Answer answer = server.post(
                    "/v1/rerank", "{\"query\":" + asked + ",\"documents\":" + documents + ",\"iterations\":0}");
            for (JsonNode result : answer.json().get("results")) {
                assertThat(result.get("relevance_score").doubleValue())
                        .isEqualTo(searched.get(index.id(result.get("index").intValue())));
            }
            assertThat(answer.json().get("results")).hasSize(index.size());
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void vectorsAreRankedAsAGalleryOfTheirOwn(UpdateRule rule) {
        int rows = 40;
        int columns = 6;
        Random random = new Random(9);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            // Three rows are exact duplicates of others.
            values[i] = i >= 37 * columns ? values[i - 20 * columns] : random.nextFloat();
        }
        float[] query = {.5f, .4f, .3f, .2f, .1f, 0};
        String documents = IntStream.range(0, rows)
                .mapToObj(row -> "{\"vector\":"
                        + Arrays.toString(Arrays.copyOfRange(values, row * columns, (row + 1) * columns)) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        double[] distances = IntStream.range(0, rows)
                .mapToDouble(row -> distance(query, Arrays.copyOfRange(values, row * columns, (row + 1) * columns)))
                .toArray();
        KnnGraph graph = new KnnGraphBuilder(6, rule.selfMatch(), new Parallelism(1), null)
                .exact(Matrix.of(rows, columns, values));
        List<RankedItem> expected = new RerankTracer(
                        new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(5).withUpdate(rule)))
                .trace(distances, 10)
                .last();

        Answer answer = server.post(
                "/v1/rerank",
                "{\"query\":{\"vector\":" + Arrays.toString(query) + "},\"documents\":" + documents
                        + ",\"top_n\":10,\"kg\":6,\"kq\":5,\"update\":\""
                        + rule.name().toLowerCase(Locale.ROOT)
                        + "\"}");

        assertThat(places(answer))
                .isEqualTo(expected.stream().map(RankedItem::item).toList());
        for (int rank = 0; rank < 10; rank++) {
            assertThat(answer.json()
                            .get("results")
                            .get(rank)
                            .get("relevance_score")
                            .doubleValue())
                    .isEqualTo(expected.get(rank).score());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 17, 100, 300})
    void vectorsAreRankedByMultiscaleVotesOnScaledLists(int rows) {
        int columns = 6;
        Random random = new Random(rows);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        double[] scores = random.doubles(rows, 0, 1).toArray();
        String documents = IntStream.range(0, rows)
                .mapToObj(row -> "{\"vector\":"
                        + Arrays.toString(Arrays.copyOfRange(values, row * columns, (row + 1) * columns))
                        + ",\"score\":" + scores[row] + "}")
                .collect(Collectors.joining(",", "[", "]"));
        int k = rows == 300 ? 64 : 32;
        KnnGraph graph = new KnnGraphBuilder(k, SelfMatch.INDEX, new Parallelism(1), null)
                .exactScaled(Matrix.of(rows, columns, values));
        List<RankedItem> expected = new RerankTracer(new Icfrr(
                        graph,
                        IcfrrParameters.DEFAULTS
                                .withVote(Vote.MULTISCALE)
                                .withKq(k)
                                .withBetaScale(BetaScale.K)))
                .trace(scores, rows)
                .last();

        Answer answer =
                server.post("/v1/rerank", "{\"query\":\"x\",\"scores\":\"distance\",\"documents\":" + documents + "}");

        assertThat(places(answer))
                .isEqualTo(expected.stream().map(RankedItem::item).toList());
        assertThat(answer.json().get("results").get(0).get("relevance_score").doubleValue())
                .isEqualTo(expected.getFirst().score());
        assertThat(answer.json().get("meta").get("parameters").get("vote_k").intValue())
                .isEqualTo(k);
    }

    @Test
    void itemsAreRankedByTheVoteOfTheIndex() {
        int[] items = candidates();
        double[] distances = new Random(8).doubles(items.length, 0, 1).toArray();
        Ranking expected = index.rerankSetup().reranker().rerankCandidates(items, distances);

        Answer answer = server.post(
                "/v1/rerank",
                "{\"query\":\"x\",\"scores\":\"distance\",\"documents\":" + documents(items, distances) + "}");

        assertThat(places(answer).stream().map(place -> items[place]).toList())
                .isEqualTo(Arrays.stream(expected.toArray()).boxed().toList());
        assertThat(answer.json().get("meta").get("parameters").get("vote_k").intValue())
                .isEqualTo(index.manifest().vote().orElseThrow().k());
    }

    /** The only worker is busy while the item is removed, so the second request is computed after the removal. */
    @Test
    void aRequestKeepsTheGalleryItBeganWith(@TempDir Path folder) throws Exception {
        GalleryIndex own = Galleries.doodles(folder.resolve("index"), 2, 4);
        String asked = "{\"query\":{\"item\":\"" + own.id(0) + "\"},\"documents\":[{\"vector\":"
                + Arrays.toString(own.feature(0)) + "},{\"vector\":" + Arrays.toString(own.feature(1)) + "}]}";
        Random random = new Random(5);
        String many = IntStream.range(0, 3000)
                .mapToObj(_ ->
                        "{\"vector\":" + Arrays.toString(new float[] {random.nextFloat(), random.nextFloat()}) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        Limits oneWorker = TestServer.patientQueue(1, 8);

        try (TestServer busy = TestServer.start(own, TestServer.settings(Optional.empty(), false, oneWorker))) {
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> busy.post(
                    "/v1/rerank",
                    "{\"query\":{\"vector\":[0,0]},\"documents\":" + many
                            + ",\"kg\":2999,\"kq\":3000,\"iterations\":50,\"top_n\":1}"));
            while (!first.isDone() && !busy.get("/metrics").text().contains("icfrr_requests_in_flight 1.0")) {
                Thread.onSpinWait();
            }
            CompletableFuture<Answer> second = CompletableFuture.supplyAsync(() -> busy.post("/v1/rerank", asked));
            while (!first.isDone() && !busy.get("/metrics").text().contains("icfrr_requests_in_flight 2.0")) {
                Thread.onSpinWait();
            }
            busy.delete("/v1/gallery", "{\"ids\":[\"" + own.id(0) + "\"]}");

            assertThat(first.get().status()).isEqualTo(200);
            assertThat(places(second.get())).containsExactly(0, 1);
        }
    }

    @Test
    void otherFieldsOfDocumentsAreKeptAndReturned() {
        JsonNode items = server.post(
                        "/v1/rerank",
                        "{\"query\":\"x\",\"return_documents\":true,\"documents\":[{\"id\":\"fish/1.png\",\"score\":0.5,"
                                + "\"title\":\"A\",\"tags\":[1,{\"a\":null}]},{\"id\":\"house/1.png\",\"score\":0.4}]}")
                .json();
        JsonNode vectors = server.post(
                        "/v2/rerank",
                        "{\"query\":{\"vector\":[1,2]},\"return_documents\":true,\"documents\":["
                                + "{\"vector\":[1,2],\"title\":\"B\"}]}")
                .json();

        for (JsonNode result : items.get("results")) {
            String expected = result.get("index").intValue() == 0
                    ? "{\"id\":\"fish/1.png\",\"score\":0.5,\"title\":\"A\",\"tags\":[1,{\"a\":null}]}"
                    : "{\"id\":\"house/1.png\",\"score\":0.4}";
            assertThat(result.get("document").toString()).isEqualTo(expected);
        }
        assertThat(vectors.get("results").get(0).get("document").toString()).isEqualTo("{\"title\":\"B\"}");
    }

    @Test
    void aTextQueryIsTheIdOfAnItemOrAnImageAsADataUrl() {
        String documents = ",\"documents\":[\"fish/1.png\",\"house/1.png\",\"fish/2.png\"]}";
        String image = Base64.getEncoder().encodeToString(Galleries.sketch(1));

        for (String path : List.of("/v1/rerank", "/v2/rerank", "/rerank")) {
            assertThat(places(server.post(path, "{\"query\":\"fish/0.png\"" + documents)))
                    .isEqualTo(places(server.post(path, "{\"query\":{\"item\":\"fish/0.png\"}" + documents)));
            assertThat(places(server.post(path, "{\"query\":\"data:image/png;base64," + image + "\"" + documents)))
                    .isEqualTo(places(server.post(path, "{\"query\":{\"image\":\"" + image + "\"}" + documents)));
        }
    }

    @Test
    void theFieldsOfOtherServersAreTaken() {
        Answer answer = server.post(
                "/v1/rerank",
                "{\"query\":\"fish/0.png\",\"documents\":[{\"text\":\"fish/1.png\"},{\"text\":\"house/1.png\"}],"
                        + "\"model\":\"rerank-3\",\"max_tokens_per_doc\":4096,\"max_chunks_per_doc\":10,"
                        + "\"rank_fields\":[],\"user\":\"me\",\"priority\":0,\"truncation\":true,\"top_k\":1}");

        assertThat(places(answer)).hasSize(1);
        assertThat(answer.json().get("model").stringValue()).isEqualTo("rerank-3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":\"a house\",\"documents\":[\"fish/1.png\"]}",
                "{\"query\":\"fish/0.png\",\"documents\":[\"a fish swims\"]}",
                "{\"query\":\"fish/0.png\",\"documents\":[{\"text\":\"a fish swims\"}]}",
                "{\"query\":\"fish/0.png\",\"documents\":[{\"title\":\"a fish swims\"}]}"
            })
    void textsAreRefusedWithWhatThisServerRanks(String request) {
        Answer answer = server.post("/v1/rerank", request);

        assertThat(answer.status()).isIn(400, 422);
        assertThat(answer.json().get("detail").stringValue())
                .contains("ranks items of its image gallery, by their ids, and vectors, not texts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"vector\":[1,2]}", "{\"vector\":[1,2],\"score\":3}"})
    void oneDocumentIsRankedFirst(String document) {
        assertThat(places(server.post("/v1/rerank", "{\"query\":{\"vector\":[0,1]},\"documents\":[" + document + "]}")))
                .containsExactly(0);
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int k = 0; k < a.length; k++) {
            squares += ((double) a[k] - b[k]) * ((double) a[k] - b[k]);
        }
        return Math.sqrt(squares);
    }
}
