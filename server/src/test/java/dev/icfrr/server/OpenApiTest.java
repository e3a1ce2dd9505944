package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** The OpenAPI description matches the server: its routes, its requests and its responses. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final String KNOWN = "the known fields are ";
    private static TestServer server;
    private static JsonNode description;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        server = TestServer.start(Galleries.doodles(folder.resolve("index"), 3, 8));
        Object yaml = new Yaml().load(server.get("/openapi.yaml").text());
        description = TestServer.JSON.valueToTree(yaml);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theDescriptionHasExactlyTheRoutesOfTheServer() {
        Set<String> described = new TreeSet<>();
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> served = new TreeSet<>();
        for (Route route : server.server().routes()) {
            boolean page = route.access() == Route.Access.OPEN
                    && !Set.of("/healthz", "/readyz", "/openapi.yaml").contains(route.path());
            if (!page) {
                served.add(route.method().name() + " " + route.path());
            }
        }

        assertThat(described).isEqualTo(served);
    }

    @Test
    void everyReferenceHasATarget() {
        for (JsonNode reference : description.findValues("$ref")) {
            assertThat(resolve(reference.stringValue()).isMissingNode())
                    .as(reference.stringValue())
                    .isFalse();
        }
    }

    @Test
    void responsesHaveTheDescribedSchemas() {
        String image = Base64.getEncoder().encodeToString(Galleries.sketch(1));
        check("Found", 200, server.post("/v1/search", "{\"item\":\"fish/0.png\",\"explain\":true}"));
        check("Found", 200, server.post("/v1/search", "image/png", Galleries.sketch(0)));
        check("Found", 200, server.post("/v1/search", "{\"item\":\"fish/0.png\",\"kg\":3,\"explain\":true}"));
        check("Why", 200, server.post("/v1/explain", "{\"item\":\"fish/0.png\",\"of\":\"house/0.png\"}"));
        check("Why", 200, server.post("/v1/explain", "{\"item\":\"fish/0.png\",\"of\":\"house/0.png\",\"kq\":5}"));
        check(
                "Reranked",
                200,
                server.post(
                        "/v1/rerank",
                        "{\"query\":{\"item\":\"fish/0.png\"},\"documents\":[\"fish/1.png\",\"house/0.png\"],\"return_documents\":true}"));
        check(
                "Reranked",
                200,
                server.post(
                        "/v1/rerank",
                        "{\"query\":\"x\",\"documents\":[{\"vector\":[1,2],\"score\":1},{\"vector\":[2,1],\"score\":0.5}]}"));
        check("GalleryInfo", 200, server.get("/v1/gallery"));
        check("Item", 200, server.get("/v1/items/fish%2F0.png"));
        check("Health", 200, server.get("/healthz"));
        check("Ready", 200, server.get("/readyz"));
        check("Added", 201, server.post("/v1/gallery", "{\"items\":[{\"id\":\"a\",\"image\":\"" + image + "\"}]}"));
        check("Removed", 200, server.delete("/v1/gallery", "{\"ids\":[\"a\"]}"));
        check("Problem", 404, server.get("/v1/items/nothing"));
    }

    /** A handler refuses an unknown field with the list of the known ones. */
    @Test
    void requestsTakeExactlyTheDescribedFields() {
        for (Map.Entry<String, String> route : Map.of(
                        "/v1/search", "SearchRequest", "/v1/explain", "ExplainRequest", "/v1/rerank", "RerankRequest")
                .entrySet()) {
            Answer answer = server.post(route.getKey(), "{\"no such field\":1}");
            String detail = answer.json().get("detail").stringValue();
            Set<String> known = new TreeSet<>(List.of(
                    detail.substring(detail.indexOf(KNOWN) + KNOWN.length()).split(", ")));

            assertThat(known)
                    .isEqualTo(new TreeSet<>(resolve("#/components/schemas/" + route.getValue())
                            .get("properties")
                            .propertyNames()));
        }
    }

    private static void check(String schema, int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        check(schema, resolve("#/components/schemas/" + schema), answer.json());
    }

    private static JsonNode resolve(String reference) {
        return description.at(reference.substring(1));
    }

    /** Checks the part of JSON Schema that the description uses. */
    private static void check(String where, JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            check(where, resolve(schema.get("$ref").stringValue()), value);
            return;
        }
        switch (schema.path("type").asString("any")) {
            case "object" -> checkObject(where, schema, value);
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(element -> check(where + "[]", schema.get("items"), element));
            }
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "number" -> assertThat(value.isNumber()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            case "string" -> assertThat(value.isString()).as(where).isTrue();
            default -> throw new AssertionError(where + " has no type");
        }
        if (schema.has("minimum")) {
            assertThat(value.doubleValue())
                    .as(where)
                    .isGreaterThanOrEqualTo(schema.get("minimum").doubleValue());
        }
        if (schema.has("enum")) {
            assertThat(schema.get("enum")).as(where).contains(value);
        }
    }

    private static void checkObject(String where, JsonNode schema, JsonNode value) {
        assertThat(value.isObject()).as(where).isTrue();
        for (JsonNode name : schema.path("required")) {
            assertThat(value.has(name.stringValue()))
                    .as(where + " needs " + name)
                    .isTrue();
        }
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String inner = where + "." + field.getKey();
            JsonNode described = schema.path("properties").path(field.getKey());
            if (!described.isMissingNode()) {
                check(inner, described, field.getValue());
            } else {
                assertThat(others.isObject()).as(inner + " is not described").isTrue();
                check(inner, others, field.getValue());
            }
        }
    }
}
