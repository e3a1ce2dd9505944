package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.Vote;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexVote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Searches with the vote of the index and with other votes. */
class SearchVoteTest extends SearchFixture {
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
}
