package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Exposure;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server behind proxies, and for pages of other sites. */
class ProxyTest {
    private static final String SITE = "https://shop.example";
    private static GalleryIndex index;

    @BeforeAll
    static void build(@TempDir Path folder) throws IOException {
        index = Galleries.doodles(folder.resolve("index"), 3, 8);
    }

    private static TestServer start(Exposure exposure) throws IOException {
        return TestServer.start(index, ServerSettings.local(0).withExposure(exposure));
    }

    private static Exposure origins(String... origins) {
        return new Exposure(Optional.empty(), Set.of(origins), List.of(), Optional.empty());
    }

    // ---------- other sites

    private static HttpRequest.Builder fromSite(TestServer server, String path, String origin) {
        return server.request(path).header("Origin", origin).header("Sec-Fetch-Site", "cross-site");
    }

    @Test
    void pagesOfAnAllowedOriginUseTheApi() throws IOException {
        try (TestServer server = start(origins(SITE, "http://localhost:3000/"))) {
            Answer preflight = server.send(fromSite(server, "/v1/search", SITE)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "authorization,content-type")
                    .method("OPTIONS", BodyPublishers.noBody()));
            assertThat(preflight.status()).isIn(200, 204);
            assertThat(preflight.headers().get("Access-Control-Allow-Origin")).isEqualTo(SITE);
            assertThat(preflight.headers().get("Access-Control-Allow-Methods")).contains("POST");
            assertThat(preflight.headers().get("Access-Control-Allow-Headers")).containsIgnoringCase("authorization");
            assertThat(preflight.headers()).doesNotContainKey("Access-Control-Allow-Credentials");

            Answer found = server.send(fromSite(server, "/v1/search", SITE)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"item\":\"fish/0.png\"}")));
            assertThat(found.status()).isEqualTo(200);
            assertThat(found.headers().get("Access-Control-Allow-Origin")).isEqualTo(SITE);
            assertThat(found.headers().get("Vary")).contains("Origin");
            assertThat(server.send(fromSite(server, "/v1/gallery", "http://localhost:3000"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://shop.example", "https://shop.example.evil", "null"})
    void pagesOfOtherOriginsStayOut(String origin) throws IOException {
        try (TestServer server = start(origins(SITE))) {
            Answer answer = server.send(fromSite(server, "/v1/gallery", origin));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Origin");
            Answer preflight = server.send(fromSite(server, "/v1/gallery", origin)
                    .header("Access-Control-Request-Method", "GET")
                    .method("OPTIONS", BodyPublishers.noBody()));
            assertThat(preflight.headers()).doesNotContainKey("Access-Control-Allow-Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example",
                "https://shop.example/page",
                "ftp://shop.example",
                "https://",
                "**",
                "https://a b"
            })
    void anOriginThatIsNoneIsRefused(String origin) {
        assertThatThrownBy(() -> origins(origin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have the form https://name");
    }

    // ---------- the public address

    @Test
    void thePublicAddressIsThatOfThePageAndItsHostIsKnown() throws IOException {
        try (TestServer server = start(Exposure.at("https://search.example/icfrr"))) {
            assertThat(server.server().address()).isEqualTo("https://search.example/icfrr/");
            assertThat(server.get("/openapi.yaml").text()).contains("{url: 'https://search.example/icfrr',");
            assertThat(server.raw(("GET /v1/gallery HTTP/1.1\r\nHost: search.example\r\nOrigin: https://search.example"
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("HTTP/1.1 200");
            assertThat(server.raw("GET /v1/gallery HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("HTTP/1.1 421");
            assertThat(server.send(server.request("/v1/gallery").header("Origin", "https://search.example"))
                            .status())
                    .as("a proxy that sends its own Host")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"search.example", "https://search.example/?a=1", "https://search.example/#a", "mailto:a@b.c"})
    void aPublicAddressThatIsNoneIsRefused(String url) {
        assertThatThrownBy(() -> Exposure.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have the form");
    }

    @Test
    void aForwardedHostIsNotBelieved() throws IOException {
        try (TestServer server = start(Exposure.NONE)) {
            assertThat(server.raw("GET /v1/gallery HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost"
                            .concat("\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("HTTP/1.1 421");
        }
    }

    // ---------- the clients' addresses and the log

    private static List<String> log(Path folder, List<String> proxies, String... forwardedFor) throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer server = start(new Exposure(Optional.empty(), Set.of(), proxies, Optional.of(log)))) {
            for (String addresses : forwardedFor) {
                HttpRequest.Builder request = server.request("/v1/items/fish%2F0.png?a=b");
                server.send(addresses.isEmpty() ? request : request.header("X-Forwarded-For", addresses));
            }
            server.post("/v1/search", "{\"item\":\"nothing\"}");
        }
        return Files.readAllLines(log);
    }

    @Test
    void theAccessLogHasALineForEveryRequestWithTheClientsAddress(@TempDir Path folder) throws Exception {
        List<String> lines = log(
                folder,
                List.of("10.1.0.0/16"),
                "",
                "192.0.2.7",
                "6.6.6.6, 192.0.2.7",
                "192.0.2.8, 10.1.2.3",
                "nonsense");

        assertThat(lines).hasSize(6);
        assertThat(lines.getFirst())
                .matches(
                        "127\\.0\\.0\\.1 - - \\[[^]]+] \"GET /v1/items/fish%2F0\\.png\\?a=b HTTP/1\\.1\" 200 \\d+ \\d+");
        assertThat(lines.stream().map(line -> line.split(" ")[0]))
                .containsExactly("127.0.0.1", "192.0.2.7", "192.0.2.7", "192.0.2.8", "127.0.0.1", "127.0.0.1");
        assertThat(lines.getLast()).contains("\"POST /v1/search HTTP/1.1\" 404");
    }

    @Test
    void aProxyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Exposure(Optional.empty(), Set.of(), List.of("10.0.0.0/99"), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/99");
    }

    @Test
    void anAccessLogInAFolderThatDoesNotExistIsRefused(@TempDir Path folder) {
        Path log = folder.resolve("none/access.log");
        assertThatThrownBy(() -> start(new Exposure(Optional.empty(), Set.of(), List.of(), Optional.of(log))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("access log");
    }

    // ---------- compression

    private static Answer getCompressed(TestServer server, String path, String... headers) {
        HttpRequest.Builder request = server.request(path).header("Accept-Encoding", "gzip");
        return server.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void compressedAndPlainResponsesAreToldApart() throws IOException {
        try (TestServer server = start(Exposure.NONE)) {
            Answer plain = server.get("/app.js");
            Answer compressed = getCompressed(server, "/app.js");

            assertThat(compressed.headers().get("Content-Encoding")).isEqualTo("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.bytes())).readAllBytes())
                    .isEqualTo(plain.bytes());
            assertThat(plain.headers()).doesNotContainKey("Content-Encoding");
            for (Answer answer : List.of(plain, compressed)) {
                assertThat(answer.headers().get("Vary")).isEqualTo("Accept-Encoding");
            }
            String plainTag = plain.headers().get("ETag");
            String compressedTag = compressed.headers().get("ETag");
            assertThat(compressedTag).isNotEqualTo(plainTag);
            assertThat(getCompressed(server, "/app.js", "If-None-Match", compressedTag)
                            .status())
                    .isEqualTo(304);
            assertThat(server.send(server.request("/app.js").header("If-None-Match", plainTag))
                            .status())
                    .isEqualTo(304);
            assertThat(server.send(server.request("/app.js").header("If-None-Match", "\"other\", W/" + plainTag))
                            .status())
                    .isEqualTo(304);
            assertThat(getCompressed(server, "/v1/items/fish%2F0.png/thumbnail").headers())
                    .as("a JPEG file")
                    .doesNotContainKey("Content-Encoding");
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static Answer post(TestServer server, String type, String encoding, byte[] body) {
        return server.send(server.request("/v1/search")
                .header("Content-Type", type)
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    @Test
    void bodiesMayBeCompressed() throws IOException {
        byte[] json = "{\"item\":\"fish/0.png\"}".getBytes(StandardCharsets.UTF_8);
        try (TestServer server = start(Exposure.NONE)) {
            assertThat(post(server, "application/json", "gzip", gzip(json)).status())
                    .isEqualTo(200);
            assertThat(post(server, "image/png", "gzip", gzip(Galleries.sketch(0)))
                            .status())
                    .isEqualTo(200);
            assertThat(post(server, "application/json", "identity", json).status())
                    .isEqualTo(200);
            Answer other = post(server, "application/json", "br", json);
            assertThat(other.status()).isEqualTo(415);
            assertThat(other.text()).contains("gzip");
        }
    }

    @Test
    void compressedBodiesThatAreHostileAreRefused() throws IOException {
        byte[] zeros = gzip(new byte[64 << 20]);
        byte[] cut = Arrays.copyOf(gzip("{\"item\":\"fish/0.png\"}".getBytes(StandardCharsets.UTF_8)), 15);
        try (TestServer server = start(Exposure.NONE)) {
            Answer bomb = post(server, "application/json", "gzip", zeros);
            assertThat(zeros.length).isLessThan(1 << 17);
            assertThat(bomb.status()).as(bomb.text()).isEqualTo(413);
            for (byte[] broken : List.of(cut, "{\"item\":\"fish/0.png\"}".getBytes(StandardCharsets.UTF_8))) {
                Answer answer = post(server, "application/json", "gzip", broken);
                assertThat(answer.status()).as(answer.text()).isEqualTo(400);
                assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
            }
            assertThat(server.get("/metrics").text()).contains("icfrr_body_bytes 0.0");
        }
    }

    // ---------- ids

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\b", "a/../b", "../a", "a/.", "./a", "...", "a//b", "/a", "a?b#c", "a%2Fb", "a;b", "a b+c", "\u00e9"
            })
    void everyIdThatCanBeAddedIsReachable(String id, @TempDir Path folder) throws IOException {
        GalleryIndex own = Galleries.doodles(folder.resolve("index"), 2, 4);
        try (TestServer server = TestServer.start(own)) {
            String image = java.util.Base64.getEncoder().encodeToString(Galleries.sketch(0));
            Answer added = server.post(
                    "/v1/gallery",
                    "{\"items\":[{\"id\":" + TestServer.JSON.writeValueAsString(id) + ",\"image\":\"" + image
                            + "\"}]}");
            assertThat(added.status()).as(added.text()).isEqualTo(201);
            String path = "/v1/items/"
                    + java.net.URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");

            Answer item = server.get(path);
            assertThat(item.status()).as(item.text()).isEqualTo(200);
            assertThat(item.json().get("id").stringValue()).isEqualTo(id);
            String thumbnail = item.json().get("thumbnail").stringValue();
            assertThat(server.get(thumbnail).status()).isEqualTo(200);
            assertThat(URI.create("http://localhost/").resolve(thumbnail).getRawPath() + "?"
                            + thumbnail.replaceAll(".*\\?", ""))
                    .as("as a browser resolves it")
                    .isEqualTo(thumbnail);
            assertThat(server.delete(path, "").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void idsThatAddressesCannotHoldAreRefused(String id) throws IOException {
        ServerSettings settings = ServerSettings.local(0).withChanges(new ChangeAccess.Everybody());
        try (TestServer server = TestServer.start(index, settings.withLimits(Limits.standard()))) {
            Answer answer = server.post("/v1/gallery", "{\"items\":[{\"id\":\"" + id + "\",\"vector\":[1]}]}");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text()).contains("cannot be ids");
        }
    }
}
