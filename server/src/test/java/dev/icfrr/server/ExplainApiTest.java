package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Explanations of scores. */
class ExplainApiTest extends SearchFixture {
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
}
