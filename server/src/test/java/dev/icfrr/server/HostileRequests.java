package dev.icfrr.server;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.vision.image.Images;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Malformed, oversized and hostile requests with the statuses that they must get. */
final class HostileRequests {
    static final int MOST_BYTES = 200_000;
    static final int MOST_PIXELS = 40_000;
    private static final String SEARCH = "/v1/search";

    private final byte[] sketch = Galleries.sketch(0);
    private final String base64 = Base64.getEncoder().encodeToString(sketch);
    private final List<Case> cases = new ArrayList<>();

    private HostileRequests() {}

    /** A request and the status that it must get. */
    record Case(String name, int status, Function<TestServer, Answer> request) {
        @Override
        public String toString() {
            return status + " " + name;
        }
    }

    /** Returns all cases, for a gallery of three classes with six items each and 30 neighbors. */
    static List<Case> all() {
        HostileRequests requests = new HostileRequests();
        requests.malformedJson();
        requests.fields();
        requests.itemsAndVectors();
        requests.images();
        requests.mediaTypesAndForms();
        requests.sizesAndProtocol();
        requests.pathsAndMethods();
        requests.otherSites();
        requests.reranking();
        requests.changesAndExplanations();
        return requests.cases;
    }

    private void add(Case hostile) {
        cases.add(hostile);
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

    private static Case raw(int status, String name, String text) {
        return new Case(name, status, s -> {
            String answer = s.raw(text.getBytes(StandardCharsets.ISO_8859_1));
            int end = answer.indexOf("\r\n\r\n");
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            answer.substring(0, Math.max(0, end)).lines().skip(1).forEach(line -> {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
            byte[] body = answer.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
            return new Answer(Integer.parseInt(answer.substring(9, 12)), headers, body);
        });
    }

    /** JSON that is malformed or not an object. */
    private void malformedJson() {
        add(search(400, "empty body", ""));
        add(search(400, "cut off", "{\"item\":\"house/0.png\""));
        add(search(400, "a list", "[]"));
        add(search(400, "a number", "1"));
        add(search(400, "null", "null"));
        add(search(400, "two objects", "{\"item\":\"house/0.png\"} {}"));
        add(search(400, "a field twice", "{\"item\":\"house/0.png\",\"item\":\"fish/0.png\"}"));
        add(search(400, "single quotes", "{'item':'house/0.png'}"));
        add(search(400, "a comment", "{/**/\"item\":\"house/0.png\"}"));
        add(search(400, "deep nesting", "{\"item\":" + "[".repeat(5000) + "]".repeat(5000) + "}"));
        add(search(400, "a long number", "{\"item\":\"house/0.png\",\"k\":" + "9".repeat(5000) + "}"));
        add(search(400, "a long name", "{\"" + "x".repeat(5000) + "\":1}"));
        add(body(400, "broken UTF-8", "application/json", new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}));
        add(body(400, "zeros", "application/json", new byte[100]));
    }

    /** Fields that are unknown or out of range. */
    private void fields() {
        add(search(400, "no query", "{}"));
        add(search(400, "two queries", "{\"item\":\"house/0.png\",\"vector\":[1]}"));
        add(with("unknown field", "\"kqq\":3"));
        add(with("prototype", "\"__proto__\":{}"));
        add(with("k of 0", "\"k\":0"));
        add(with("k below 0", "\"k\":-1"));
        add(with("k too large", "\"k\":51"));
        add(with("k a fraction", "\"k\":1.5"));
        add(with("k a text", "\"k\":\"5\""));
        add(with("k beyond int", "\"k\":99999999999999999999"));
        add(with("kg of 0", "\"kg\":0"));
        add(with("kg more than known", "\"kg\":31"));
        add(with("vote that is a number", "\"vote\":1"));
        add(with("unknown vote", "\"vote\":\"\u0000\""));
        add(with("vote_k of 0", "\"vote_k\":0"));
        add(with("vote_k negative", "\"vote_k\":-8"));
        add(with("vote_k huge", "\"vote_k\":2147483647"));
        add(with("vote_k that is a text", "\"vote_k\":\"8\""));
        add(with("vote_k beside kg", "\"vote_k\":8,\"kg\":3"));
        add(with("beta_scale that is a list", "\"beta_scale\":[]"));
        add(with("kq of 0", "\"kq\":0"));
        add(with("kq huge", "\"kq\":2147483647"));
        add(with("beta below 0", "\"beta\":-0.1"));
        add(with("beta NaN", "\"beta\":NaN"));
        add(with("beta infinite", "\"beta\":1e999"));
        add(with("beta a text", "\"beta\":\"0.5\""));
        add(with("iterations too many", "\"iterations\":11"));
        add(with("iterations below 0", "\"iterations\":-1"));
        add(with("unknown update rule", "\"update\":\"both\""));
        add(with("update a number", "\"update\":1"));
        add(with("explain a number", "\"explain\":1"));
        add(with("candidates of 0", "\"candidates\":0"));
        add(search(400, "queries empty", "{\"queries\":[]}"));
        add(search(400, "queries a text", "{\"queries\":\"house/0.png\"}"));
        add(search(400, "queries of nothing", "{\"queries\":[{}]}"));
        add(search(400, "queries with k", "{\"queries\":[{\"item\":\"house/0.png\",\"k\":3}]}"));
        add(search(
                400, "queries beside an item", "{\"queries\":[{\"item\":\"house/0.png\"}],\"item\":\"house/0.png\"}"));
        add(search(400, "queries beside a label", "{\"queries\":[{\"item\":\"house/0.png\"}],\"label\":\"fish\"}"));
        add(search(
                413,
                "too many queries",
                "{\"queries\":[" + String.join(",", Collections.nCopies(101, "{\"item\":\"house/0.png\"}")) + "]}"));
        add(search(422, "unknown label", "{\"item\":\"house/0.png\",\"label\":\"dragon\"}"));
    }

    /** Items and vectors that do not fit the gallery. */
    private void itemsAndVectors() {
        add(search(404, "unknown item", "{\"item\":\"house/99.png\"}"));
        add(search(404, "empty item", "{\"item\":\"\"}"));
        add(search(404, "item that is a path", "{\"item\":\"../../../etc/passwd\"}"));
        add(search(404, "item with a zero", "{\"item\":\"house/0.png\\u0000\"}"));
        add(search(404, "item of half a character", "{\"item\":\"\\ud800\"}"));
        add(search(404, "long item", "{\"item\":\"" + "x".repeat(100_000) + "\"}"));
        add(search(400, "item an object", "{\"item\":{}}"));
        add(search(400, "vector empty", "{\"vector\":[]}"));
        add(search(400, "vector a text", "{\"vector\":\"1,2\"}"));
        add(search(400, "vector with null", "{\"vector\":[null]}"));
        add(search(400, "vector with a text", vector(900, "\"1\"")));
        add(search(400, "vector of infinities", vector(900, "1e60")));
        add(search(422, "vector too short", vector(899, "0.1")));
        add(search(422, "vector too long", vector(20_000, "0.1")));
    }

    /** Images that cannot be read, and images beside other queries. */
    private void images() {
        add(search(400, "image no base64", "{\"image\":\"***\"}"));
        add(search(400, "image empty", "{\"image\":\"\"}"));
        add(search(422, "image a text file", "{\"image\":\"aGVsbG8=\"}"));
        add(body(400, "image empty", "image/png", new byte[0]));
        add(body(422, "image of noise", "image/png", HostileBodies.noise(5000)));
        add(body(422, "image cut off", "image/png", Arrays.copyOf(sketch, sketch.length / 2)));
        add(body(422, "image of a header alone", "image/png", Arrays.copyOf(sketch, 8)));
        add(body(422, "image blank", "image/png", Images.png(HostileBodies.white(60))));
        add(body(413, "image of too many pixels", "image/png", Images.png(HostileBodies.white(201))));
        add(body(413, "image that claims 30,000 x 30,000", "image/png", HostileBodies.pngClaiming(30_000, 30_000)));
        add(body(422, "image that claims 0 x 0", "image/png", HostileBodies.pngClaiming(0, 0)));
        add(body(
                422,
                "SVG with an entity",
                "image/svg+xml",
                ("<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY x SYSTEM" + " \"file:///etc/passwd\">]><svg>&x;</svg>")
                        .getBytes(StandardCharsets.UTF_8)));
        add(new Case("image with an unknown parameter", 400, s -> s.post(SEARCH + "?q=1", "image/png", sketch)));
        add(new Case("image with k twice", 400, s -> s.post(SEARCH + "?k=1&k=2", "image/png", sketch)));
        add(new Case("image with k a text", 400, s -> s.post(SEARCH + "?k=many", "image/png", sketch)));
        add(new Case("image and an item", 400, s -> s.post(SEARCH + "?item=house/0.png", "image/png", sketch)));
        add(new Case("JSON and parameters", 400, s -> s.post(SEARCH + "?k=3", "{\"item\":\"house/0.png\"}")));
    }

    /** Bodies of other media types, and broken forms. */
    private void mediaTypesAndForms() {
        add(body(415, "text", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        add(body(415, "XML", "application/xml", "<a/>".getBytes(StandardCharsets.UTF_8)));
        add(body(415, "plain form", "application/x-www-form-urlencoded", "item=1".getBytes(StandardCharsets.UTF_8)));
        add(new Case("no media type", 415, s -> s.send(s.request(SEARCH).POST(BodyPublishers.ofString("{}")))));
        add(body(400, "form without a boundary", "multipart/form-data", sketch));
        add(body(
                400,
                "form of another boundary",
                "multipart/form-data; boundary=a",
                TestServer.form("b", sketch, Map.of())));
        add(body(
                400,
                "form cut off",
                "multipart/form-data; boundary=b",
                Arrays.copyOf(TestServer.form("b", sketch, Map.of()), 200)));
        add(body(
                400,
                "form of nothing",
                "multipart/form-data; boundary=b",
                "--b--\r\n".getBytes(StandardCharsets.UTF_8)));
        add(body(
                400,
                "form with an unknown field",
                "multipart/form-data; boundary=b",
                TestServer.form("b", sketch, Map.of("q", "1"))));
        add(body(
                400,
                "form with a long field",
                "multipart/form-data; boundary=b",
                TestServer.form("b", sketch, Map.of("k", "1".repeat(5000)))));
        add(body(400, "form of many parts", "multipart/form-data; boundary=b", HostileBodies.manyParts(500)));
    }

    /** Sizes over the limits, and violations of HTTP. */
    private void sizesAndProtocol() {
        add(body(413, "body over the limit", "application/json", new byte[MOST_BYTES + 1]));
        add(new Case(
                "body over the limit without a length",
                413,
                s -> s.send(s.request(SEARCH)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[MOST_BYTES * 3]))))));
        add(raw(
                413,
                "a length of 100 GB",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 107374182400\r\n\r\n{}"));
        add(raw(
                400,
                "a body shorter than its length",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                        + " application/json\r\nContent-Length: 100\r\n\r\n{}"));
        add(raw(
                400,
                "a length that is no number",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n"));
        add(raw(400, "a length below 0", "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"));
        add(raw(
                400,
                "two lengths",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"));
        add(raw(
                400,
                "length and chunks",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
        add(raw(
                400,
                "broken chunks",
                "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"));
        add(raw(
                431,
                "long headers",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"));
        add(raw(414, "a long address", "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        add(raw(400, "no HTTP", "hello there\r\n\r\n"));
        add(raw(400, "no Host", "GET /healthz HTTP/1.1\r\n\r\n"));
        add(raw(400, "a header with a zero", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n"));
        add(raw(400, "HTTP of the future", "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n"));
    }

    /** Paths and methods that do not exist. */
    private void pathsAndMethods() {
        add(get(404, "/nothing"));
        add(get(404, "/v1/"));
        add(get(404, "/index.html.bak"));
        add(raw(
                400,
                "a path out of the root",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        add(raw(
                400,
                "an encoded path out of the root",
                "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        add(raw(
                404,
                "an encoded slash",
                "GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        add(get(404, "/v1/items/..%2f..%2findex.json"));
        add(get(404, "/v1/items/" + "x".repeat(3000)));
        add(get(404, "/v1/items/nothing/thumbnail"));
        add(raw(400, "a broken escape", "GET /v1/items/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        add(raw(
                400,
                "a zero in the path",
                "GET /v1/items/a%00b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        add(get(405, "/v1/search"));
        add(new Case("PUT /v1/search", 405, s -> s.send(s.request(SEARCH).PUT(BodyPublishers.ofString("{}")))));
        add(new Case("TRACE /", 405, s -> s.send(s.request("/").method("TRACE", BodyPublishers.noBody()))));
        add(new Case("an invented method", 405, s -> s.send(s.request("/").method("BREW", BodyPublishers.noBody()))));
    }

    /** Requests from pages of other sites. */
    private void otherSites() {
        add(new Case(
                "another site's page",
                403,
                s -> s.send(s.request("/v1/gallery").header("Origin", "https://evil.example"))));
        add(new Case(
                "another site's script",
                403,
                s -> s.send(s.request("/v1/gallery").header("Sec-Fetch-Site", "cross-site"))));
        add(raw(421, "another name", "GET /v1/gallery HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"));
    }

    /** Requests to re-rank. */
    private void reranking() {
        add(post(400, "/v1/rerank", "no query", "{\"documents\":[\"house/0.png\"]}"));
        add(post(400, "/v1/rerank", "no documents", "{\"query\":{\"item\":\"house/0.png\"}}"));
        add(post(400, "/v1/rerank", "empty documents", "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[]}"));
        add(post(
                400, "/v1/rerank", "a text without scores", "{\"query\":\"a house\",\"documents\":[\"house/0.png\"]}"));
        add(post(
                400,
                "/v1/rerank",
                "some with scores",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"score\":1},{\"id\":\"house/1.png\"}]}"));
        add(post(
                400,
                "/v1/rerank",
                "ids and vectors",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"score\":1},{\"vector\":[1],\"score\":1}]}"));
        add(post(
                400,
                "/v1/rerank",
                "an id and a vector",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"vector\":[1],\"score\":1}]}"));
        add(post(
                422,
                "/v1/rerank",
                "an unknown id",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"nothing\"]}"));
        add(post(
                422,
                "/v1/rerank",
                "an id twice",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"house/1.png\",\"house/1.png\"]}"));
        add(post(
                422,
                "/v1/rerank",
                "vectors of two lengths",
                "{\"query\":{\"vector\":[1,2]},\"documents\":[{\"vector\":[1,2]},{\"vector\":[1]}]}"));
        add(post(
                422,
                "/v1/rerank",
                "a query of another length",
                "{\"query\":{\"vector\":[1]},\"documents\":[{\"vector\":[1,2]}]}"));
        add(post(
                413,
                "/v1/rerank",
                "too many documents",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":["
                        + String.join(",", Collections.nCopies(101, "\"a\"")) + "]}"));
        add(post(
                400,
                "/v1/rerank",
                "top_n of 0",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"house/1.png\"],\"top_n\":0}"));
        add(post(
                400,
                "/v1/rerank",
                "an infinite score",
                "{\"query\":\"a\",\"documents\":[{\"id\":\"house/0.png\",\"score\":1e999}]}"));
        add(post(
                400,
                "/v1/rerank",
                "top_n and another top_k",
                "{\"query\":\"house/0.png\",\"documents\":[\"house/1.png\"],\"top_n\":1,\"top_k\":2}"));
        add(post(
                400,
                "/v1/rerank",
                "a model of numbers",
                "{\"query\":\"x\",\"documents\":[\"house/1.png\"],\"model\":1}"));
        add(post(
                400,
                "/v2/rerank",
                "a broken data URL",
                "{\"query\":\"data:image/png;base64,***\",\"documents\":[\"house/1.png\"]}"));
        add(post(422, "/rerank", "texts", "{\"query\":\"house/0.png\",\"documents\":[\"a house\",\"a fish\"]}"));
        add(post(
                400,
                "/v1/rerank",
                "mixed list",
                "{\"query\":{\"item\":\"house/0.png\"},\"documents\":[\"house/1.png\",{\"id\":\"house/2.png\"}]}"));
    }

    /** Requests to explain, add and remove. */
    private void changesAndExplanations() {
        add(post(400, "/v1/explain", "of nothing", "{\"item\":\"house/0.png\"}"));
        add(post(404, "/v1/explain", "of an unknown item", "{\"item\":\"house/0.png\",\"of\":\"nothing\"}"));
        add(post(
                422,
                "/v1/explain",
                "of no candidate",
                "{\"item\":\"house/0.png\",\"of\":\"fish/5.png\",\"candidates\":1,\"k\":1}"));
        add(post(400, "/v1/gallery", "no items", "{}"));
        add(post(400, "/v1/gallery", "an item of nothing", "{\"items\":[{\"id\":\"new\"}]}"));
        add(post(
                409,
                "/v1/gallery",
                "an id that is taken",
                "{\"items\":[{\"id\":\"house/0.png\",\"image\":\"" + base64 + "\"}]}"));
        add(post(
                409,
                "/v1/gallery",
                "two items of one id",
                "{\"items\":[{\"id\":\"n\",\"image\":\"" + base64 + "\"},{\"id\":\"n\",\"image\":\"" + base64
                        + "\"}]}"));
        add(post(422, "/v1/gallery", "an empty id", "{\"items\":[{\"id\":\"\",\"image\":\"" + base64 + "\"}]}"));
        add(post(
                422,
                "/v1/gallery",
                "an id with a line break",
                "{\"items\":[{\"id\":\"a\\nb\",\"image\":\"" + base64 + "\"}]}"));
        add(post(422, "/v1/gallery", "an empty label", "{\"items\":[{\"image\":\"" + base64 + "\",\"label\":\"\"}]}"));
        add(post(422, "/v1/gallery", "a short vector", "{\"items\":[{\"vector\":[1]}]}"));
        add(post(413, "/v1/gallery", "too many items", "{\"items\":[{},{},{},{},{},{}]}"));
        add(new Case("DELETE unknown", 404, s -> s.delete("/v1/gallery", "{\"ids\":[\"nothing\"]}")));
        add(new Case("DELETE no list", 400, s -> s.delete("/v1/gallery", "{\"ids\":\"house/0.png\"}")));
        add(new Case("DELETE unknown item", 404, s -> s.delete("/v1/items/nothing", "")));
    }
}
