package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed, oversized and hostile requests: each gets the right 4xx and a problem that gives nothing away, none a 5xx. */
class HostileRequestsTest {
    private static final int MOST_BYTES = 200_000;
    private static final int MOST_PIXELS = 40_000;
    private static final String SEARCH = "/v1/search";
    private static TestServer server;
    private static String folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary.toString();
        Limits standard = Limits.standard();
        Limits limits = new Limits(
                MOST_BYTES,
                10 * MOST_BYTES,
                MOST_PIXELS,
                50,
                100,
                10,
                5,
                2,
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                standard.stopTime());
        server = TestServer.start(
                Galleries.doodles(temporary.resolve("index"), 3, 6),
                TestServer.settings(Optional.empty(), false, limits));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** One request and the status that it deserves. */
    record Case(String name, int status, Function<TestServer, Answer> request) {
        @Override
        public String toString() {
            return status + " " + name;
        }
    }

    private static Case post(int status, String path, String name, String json) {
        return new Case(path + " " + name, status, s -> s.post(path, json));
    }

    private static Case search(int status, String name, String json) {
        return post(status, SEARCH, name, json);
    }

    private static Case body(int status, String name, String type, byte[] body) {
        return new Case(name, status, s -> s.post(SEARCH, type, body));
    }

    private static Case get(int status, String path) {
        return new Case("GET " + path, status, s -> s.get(path));
    }

    private static String vector(int length, String value) {
        return "{\"vector\":[" + String.join(",", Collections.nCopies(length, value)) + "]}";
    }

    private static Case with(String name, String fields) {
        return search(400, name, "{\"item\":\"house/0.png\"," + fields + "}");
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        byte[] sketch = Galleries.sketch(0);
        String base64 = Base64.getEncoder().encodeToString(sketch);

        // No JSON, or not the right kind of it.
        cases.add(search(400, "empty body", ""));
        cases.add(search(400, "cut off", "{\"item\":\"house/0.png\""));
        cases.add(search(400, "a list", "[]"));
        cases.add(search(400, "a number", "1"));
        cases.add(search(400, "null", "null"));
        cases.add(search(400, "two objects", "{\"item\":\"house/0.png\"} {}"));
        cases.add(search(400, "a field twice", "{\"item\":\"house/0.png\",\"item\":\"fish/0.png\"}"));
        cases.add(search(400, "single quotes", "{'item':'house/0.png'}"));
        cases.add(search(400, "a comment", "{/**/\"item\":\"house/0.png\"}"));
        cases.add(search(400, "deep nesting", "{\"item\":" + "[".repeat(5000) + "]".repeat(5000) + "}"));
        cases.add(search(400, "a long number", "{\"item\":\"house/0.png\",\"k\":" + "9".repeat(5000) + "}"));
        cases.add(search(400, "a long name", "{\"" + "x".repeat(5000) + "\":1}"));
        cases.add(
                body(400, "broken UTF-8", "application/json", new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}));
        cases.add(body(400, "zeros", "application/json", new byte[100]));

        // Fields.
        cases.add(search(400, "no query", "{}"));
        cases.add(search(400, "two queries", "{\"item\":\"house/0.png\",\"vector\":[1]}"));
        cases.add(with("unknown field", "\"kqq\":3"));
        cases.add(with("prototype", "\"__proto__\":{}"));
        cases.add(with("k of 0", "\"k\":0"));
        cases.add(with("k below 0", "\"k\":-1"));
        cases.add(with("k too large", "\"k\":51"));
        cases.add(with("k a fraction", "\"k\":1.5"));
        cases.add(with("k a text", "\"k\":\"5\""));
        cases.add(with("k beyond int", "\"k\":99999999999999999999"));
        cases.add(with("kg of 0", "\"kg\":0"));
        cases.add(with("kg more than known", "\"kg\":31"));
        cases.add(with("kq of 0", "\"kq\":0"));
        cases.add(with("kq huge", "\"kq\":2147483647"));
        cases.add(with("beta below 0", "\"beta\":-0.1"));
        cases.add(with("beta NaN", "\"beta\":NaN"));
        cases.add(with("beta infinite", "\"beta\":1e999"));
        cases.add(with("beta a text", "\"beta\":\"0.5\""));
        cases.add(with("iterations too many", "\"iterations\":11"));
        cases.add(with("iterations below 0", "\"iterations\":-1"));
        cases.add(with("unknown update rule", "\"update\":\"both\""));
        cases.add(with("update a number", "\"update\":1"));
        cases.add(with("explain a number", "\"explain\":1"));
        cases.add(with("candidates of 0", "\"candidates\":0"));
        cases.add(search(422, "unknown label", "{\"item\":\"house/0.png\",\"label\":\"dragon\"}"));

        // Items and vectors.
        cases.add(search(404, "unknown item", "{\"item\":\"house/99.png\"}"));
        cases.add(search(404, "empty item", "{\"item\":\"\"}"));
        cases.add(search(404, "item that is a path", "{\"item\":\"../../../etc/passwd\"}"));
        cases.add(search(404, "item with a zero", "{\"item\":\"house/0.png\\u0000\"}"));
        cases.add(search(404, "item of half a character", "{\"item\":\"\\ud800\"}"));
        cases.add(search(404, "long item", "{\"item\":\"" + "x".repeat(100_000) + "\"}"));
        cases.add(search(400, "item an object", "{\"item\":{}}"));
        cases.add(search(400, "vector empty", "{\"vector\":[]}"));
        cases.add(search(400, "vector a text", "{\"vector\":\"1,2\"}"));
        cases.add(search(400, "vector with null", "{\"vector\":[null]}"));
        cases.add(search(400, "vector with a text", vector(900, "\"1\"")));
        cases.add(search(400, "vector of infinities", vector(900, "1e60")));
        cases.add(search(422, "vector too short", vector(899, "0.1")));
        cases.add(search(422, "vector too long", vector(20_000, "0.1")));

        // Pictures.
        cases.add(search(400, "image no base64", "{\"image\":\"***\"}"));
        cases.add(search(400, "image empty", "{\"image\":\"\"}"));
        cases.add(search(422, "image a text file", "{\"image\":\"aGVsbG8=\"}"));
        cases.add(body(400, "picture empty", "image/png", new byte[0]));
        cases.add(body(422, "picture of noise", "image/png", noise(5000)));
        cases.add(body(422, "picture cut off", "image/png", Arrays.copyOf(sketch, sketch.length / 2)));
        cases.add(body(422, "picture of a header alone", "image/png", Arrays.copyOf(sketch, 8)));
        cases.add(body(422, "picture blank", "image/png", Images.png(white(60))));
        cases.add(body(413, "picture of too many pixels", "image/png", Images.png(white(201))));
        cases.add(body(413, "picture that claims 30,000 x 30,000", "image/png", pngClaiming(30_000, 30_000)));
        cases.add(body(422, "picture that claims 0 x 0", "image/png", pngClaiming(0, 0)));
        cases.add(body(
                422,
                "SVG with an entity",
                "image/svg+xml",
                ("<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY x SYSTEM" + " \"file:///etc/passwd\">]><svg>&x;</svg>")
                        .getBytes(StandardCharsets.UTF_8)));
        cases.add(
                new Case("picture with an unknown parameter", 400, s -> s.post(SEARCH + "?q=1", "image/png", sketch)));
        cases.add(new Case("picture with k twice", 400, s -> s.post(SEARCH + "?k=1&k=2", "image/png", sketch)));
        cases.add(new Case("picture with k a text", 400, s -> s.post(SEARCH + "?k=many", "image/png", sketch)));
        cases.add(new Case("picture and an item", 400, s -> s.post(SEARCH + "?item=house/0.png", "image/png", sketch)));
        cases.add(new Case("JSON and parameters", 400, s -> s.post(SEARCH + "?k=3", "{\"item\":\"house/0.png\"}")));

        // Media types and forms.
        cases.add(body(415, "text", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        cases.add(body(415, "XML", "application/xml", "<a/>".getBytes(StandardCharsets.UTF_8)));
        cases.add(body(
                415, "plain form", "application/x-www-form-urlencoded", "item=1".getBytes(StandardCharsets.UTF_8)));
        cases.add(new Case("no media type", 415, s -> s.send(s.request(SEARCH).POST(BodyPublishers.ofString("{}")))));
        cases.add(body(400, "form without a boundary", "multipart/form-data", sketch));
        cases.add(
                body(400, "form of another boundary", "multipart/form-data; boundary=a", form("b", sketch, Map.of())));
        cases.add(body(
                400,
                "form cut off",
                "multipart/form-data; boundary=b",
                Arrays.copyOf(form("b", sketch, Map.of()), 200)));
        cases.add(body(
                400,
                "form of nothing",
                "multipart/form-data; boundary=b",
                "--b--\r\n".getBytes(StandardCharsets.UTF_8)));
        cases.add(body(
                400,
                "form with an unknown field",
                "multipart/form-data; boundary=b",
                form("b", sketch, Map.of("q", "1"))));
        cases.add(body(
                400,
                "form with a long field",
                "multipart/form-data; boundary=b",
                form("b", sketch, Map.of("k", "1".repeat(5000)))));
        cases.add(body(400, "form of many parts", "multipart/form-data; boundary=b", manyParts(500)));

        // Sizes.
        cases.add(body(413, "body over the limit", "application/json", new byte[MOST_BYTES + 1]));
        cases.add(new Case(
                "body over the limit without a length",
                413,
                s -> s.send(s.request(SEARCH)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(new byte[MOST_BYTES * 3]))))));
        cases.add(raw(
                413,
                "a length of 100 GB",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 107374182400\r\n\r\n{}"));
        cases.add(raw(
                400,
                "a body shorter than its length",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                        + " application/json\r\nContent-Length: 100\r\n\r\n{}"));
        cases.add(raw(
                400,
                "a length that is no number",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n"));
        cases.add(raw(
                400, "a length below 0", "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"));
        cases.add(raw(
                400,
                "two lengths",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"));
        cases.add(raw(
                400,
                "length and chunks",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        cases.add(raw(
                400,
                "broken chunks",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"));
        cases.add(raw(
                431,
                "long headers",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"));
        cases.add(raw(414, "a long address", "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        cases.add(raw(400, "no HTTP", "hello there\r\n\r\n"));
        cases.add(raw(400, "no Host", "GET /healthz HTTP/1.1\r\n\r\n"));
        cases.add(raw(400, "a header with a zero", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n"));
        cases.add(raw(400, "HTTP of the future", "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n"));

        // Paths and methods.
        cases.add(get(404, "/nothing"));
        cases.add(get(404, "/v1/"));
        cases.add(get(404, "/index.html.bak"));
        cases.add(raw(
                400,
                "a path out of the root",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        cases.add(raw(
                400,
                "an encoded path out of the root",
                "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        cases.add(raw(
                404,
                "an encoded slash",
                "GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        cases.add(get(404, "/v1/items/..%2f..%2findex.json"));
        cases.add(get(404, "/v1/items/" + "x".repeat(3000)));
        cases.add(get(404, "/v1/items/nothing/thumbnail"));
        cases.add(raw(
                400, "a broken escape", "GET /v1/items/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        cases.add(raw(
                400,
                "a zero in the path",
                "GET /v1/items/a%00b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        cases.add(get(405, "/v1/search"));
        cases.add(new Case("PUT /v1/search", 405, s -> s.send(s.request(SEARCH).PUT(BodyPublishers.ofString("{}")))));
        cases.add(new Case("TRACE /", 405, s -> s.send(s.request("/").method("TRACE", BodyPublishers.noBody()))));
        cases.add(new Case(
                "an invented method", 405, s -> s.send(s.request("/").method("BREW", BodyPublishers.noBody()))));

        // Other sites' pages.
        cases.add(new Case(
                "another site's page",
                403,
                s -> s.send(s.request("/v1/gallery").header("Origin", "https://evil.example"))));
        cases.add(new Case(
                "another site's script",
                403,
                s -> s.send(s.request("/v1/gallery").header("Sec-Fetch-Site", "cross-site"))));
        cases.add(raw(
                421, "another name", "GET /v1/gallery HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"));

        // Re-ranking.
        cases.add(post(400, "/v1/rerank", "no query", "{\"documents\":[\"house/0.png\"]}"));
        cases.add(post(400, "/v1/rerank", "no documents", "{\"query\":{\"item\":\"house/0.png\"}}"));
        cases.add(
                post(400, "/v1/rerank", "empty documents", "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[]}"));
        cases.add(post(
                400, "/v1/rerank", "a text without scores", "{\"query\":\"a house\",\"documents\":[\"house/0.png\"]}"));
        cases.add(post(
                400,
                "/v1/rerank",
                "some with scores",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"score\":1},{\"id\":\"house/1.png\"}]}"));
        cases.add(post(
                400,
                "/v1/rerank",
                "ids and vectors",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"score\":1},{\"vector\":[1],\"score\":1}]}"));
        cases.add(post(
                400,
                "/v1/rerank",
                "an id and a vector",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"vector\":[1],\"score\":1}]}"));
        cases.add(post(
                422,
                "/v1/rerank",
                "an unknown id",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"nothing\"]}"));
        cases.add(post(
                422,
                "/v1/rerank",
                "an id twice",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"house/1.png\",\"house/1.png\"]}"));
        cases.add(post(
                422,
                "/v1/rerank",
                "vectors of two lengths",
                "{\"query\":{\"vector\":[1,2]},\"documents\":[{\"vector\":[1,2]},{\"vector\":[1]}]}"));
        cases.add(post(
                422,
                "/v1/rerank",
                "a query of another length",
                "{\"query\":{\"vector\":[1]},\"documents\":[{\"vector\":[1,2]}]}"));
        cases.add(post(
                413,
                "/v1/rerank",
                "too many documents",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":["
                        + String.join(",", Collections.nCopies(101, "\"a\"")) + "]}"));
        cases.add(post(
                400,
                "/v1/rerank",
                "top_n of 0",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"house/1.png\"],\"top_n\":0}"));
        cases.add(post(
                400,
                "/v1/rerank",
                "an infinite score",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"score\":1e999}]}"));
        cases.add(post(
                400,
                "/v1/rerank",
                "mixed list",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"house/1.png\",{\"id\":\"house/2.png\"}]}"));

        // Changing and explaining.
        cases.add(post(400, "/v1/explain", "of nothing", "{\"item\":\"house/0.png\"}"));
        cases.add(post(404, "/v1/explain", "of an unknown item", "{\"item\":\"house/0.png\",\"of\":\"nothing\"}"));
        cases.add(post(
                422,
                "/v1/explain",
                "of no candidate",
                "{\"item\":\"house/0.png\",\"of\":\"fish/5.png\",\"candidates\":1,\"k\":1}"));
        cases.add(post(400, "/v1/gallery", "no items", "{}"));
        cases.add(post(400, "/v1/gallery", "an item of nothing", "{\"items\":[{\"id\":\"new\"}]}"));
        cases.add(post(
                409,
                "/v1/gallery",
                "an id that is taken",
                "{\"items\":[{\"id\":\"house/0.png\",\"image\":\"" + base64 + "\"}]}"));
        cases.add(post(
                409,
                "/v1/gallery",
                "two items of one id",
                "{\"items\":[{\"id\":\"n\",\"image\":\"" + base64 + "\"},{\"id\":\"n\",\"image\":\"" + base64
                        + "\"}]}"));
        cases.add(post(422, "/v1/gallery", "an empty id", "{\"items\":[{\"id\":\"\",\"image\":\"" + base64 + "\"}]}"));
        cases.add(post(
                422,
                "/v1/gallery",
                "an id with a line break",
                "{\"items\":[{\"id\":\"a\\nb\",\"image\":\"" + base64 + "\"}]}"));
        cases.add(post(
                422, "/v1/gallery", "an empty label", "{\"items\":[{\"image\":\"" + base64 + "\",\"label\":\"\"}]}"));
        cases.add(post(422, "/v1/gallery", "a short vector", "{\"items\":[{\"vector\":[1]}]}"));
        cases.add(post(413, "/v1/gallery", "too many items", "{\"items\":[{},{},{},{},{},{}]}"));
        cases.add(new Case("DELETE unknown", 404, s -> s.delete("/v1/gallery", "{\"ids\":[\"nothing\"]}")));
        cases.add(new Case("DELETE no list", 400, s -> s.delete("/v1/gallery", "{\"ids\":\"house/0.png\"}")));
        cases.add(new Case("DELETE unknown item", 404, s -> s.delete("/v1/items/nothing", "")));
        return cases.stream();
    }

    private static Case raw(int status, String name, String text) {
        return new Case(name, status, s -> {
            String answer = s.raw(text.getBytes(StandardCharsets.ISO_8859_1));
            int end = answer.indexOf("\r\n\r\n");
            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            answer.substring(0, Math.max(0, end)).lines().skip(1).forEach(line -> {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
            byte[] body = answer.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
            return new Answer(Integer.parseInt(answer.substring(9, 12)), headers, body);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersWithTheRightProblem(Case hostile) {
        Answer answer = hostile.request.apply(server);

        assertThat(answer.status()).as(answer.text()).isEqualTo(hostile.status);
        assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").intValue()).isEqualTo(hostile.status);
        assertThat(answer.json().path("detail").stringValue()).isNotBlank();
        assertThat(answer.text())
                .doesNotContain(folder)
                .doesNotContain("Exception")
                .doesNotContain("dev.icfrr")
                .doesNotContain("jackson")
                .doesNotContain("jetty");
        assertThat(answer.headers()).doesNotContainKey("Server");
    }

    @Test
    void thereAreAtLeastSixtyCases() {
        assertThat(cases().count()).isGreaterThanOrEqualTo(60);
    }

    private static byte[] form(String boundary, byte[] picture, Map<String, String> fields) {
        return TestServer.form(boundary, picture, fields);
    }

    private static byte[] manyParts(int count) {
        String part = "--b\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\n1\r\n";
        return (part.repeat(count) + "--b--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(1).nextBytes(bytes);
        return bytes;
    }

    private static BufferedImage white(int side) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                picture.setRGB(x, y, 0xffffff);
            }
        }
        return picture;
    }

    /** A PNG of a few bytes whose header promises a picture of any size. */
    private static byte[] pngClaiming(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(header);
        out.writeBytes(ByteBuffer.allocate(4).putInt(13).array());
        out.writeBytes(header);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        out.writeBytes(new byte[] {0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, (byte) 0xaf, 0x06, 0x1e});
        return out.toByteArray();
    }
}
