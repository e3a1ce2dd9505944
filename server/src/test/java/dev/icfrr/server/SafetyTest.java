package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Exposure;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.SecurityHeaders;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.net.BindException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyTest {
    private static final String KEY = "0123456789abcdef0123";
    private static final ChangeAccess NOBODY = new ChangeAccess.Nobody();
    private static GalleryIndex index;

    @BeforeAll
    static void build(@TempDir Path folder) throws IOException {
        index = Galleries.doodles(folder.resolve("index"), 3, 8);
    }

    @Test
    void aServerWithoutAKeyListensOnlyAtLoopbackAddresses() {
        assertThatThrownBy(() ->
                        new ServerSettings("0.0.0.0", 0, Optional.empty(), NOBODY, Exposure.NONE, Limits.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("API key");
        assertThat(ServerSettings.local(0).isLoopback()).isTrue();
    }

    @Test
    void aServerWithAKeyListensAtAnyAddress() {
        assertThat(new ServerSettings("0.0.0.0", 0, Optional.of(KEY), NOBODY, Exposure.NONE, Limits.standard())
                        .isLoopback())
                .isFalse();
    }

    @Test
    void aShortKeyIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> new ServerSettings(
                        "0.0.0.0", 0, Optional.of("short"), NOBODY, Exposure.NONE, Limits.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16")
                .hasMessageNotContaining("short");
    }

    private static TestServer startWithKey() throws IOException {
        return TestServer.start(index, TestServer.settings(Optional.of(KEY), false, Limits.standard()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/gallery", "/v1/items/fish%2F0.png", "/v1/items/fish%2F0.png/thumbnail", "/metrics"})
    void theApiNeedsTheKey(String path) throws IOException {
        try (TestServer server = startWithKey()) {
            assertThat(server.get(path).status()).isEqualTo(401);
            assertThat(status(server, path, "X-API-Key", KEY + "0")).isEqualTo(401);
            assertThat(status(server, path, "Authorization", "Basic " + KEY)).isEqualTo(401);
            assertThat(status(server, path, "Authorization", "Bearer " + KEY)).isEqualTo(200);
            assertThat(status(server, path, "X-API-Key", KEY)).isEqualTo(200);
        }
    }

    private static int status(TestServer server, String path, String header, String value) {
        return server.send(server.request(path).header(header, value)).status();
    }

    @Test
    void aMissingKeyIsAnsweredWithAChallenge() throws IOException {
        try (TestServer server = startWithKey()) {
            Answer refused = server.post("/v1/search", "{\"item\":\"fish/0.png\"}");

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers()).containsKey("WWW-Authenticate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js", "/healthz", "/readyz", "/openapi.yaml"})
    void thePageAndTheHealthChecksNeedNoKey(String path) throws IOException {
        try (TestServer server = startWithKey()) {
            assertThat(server.get(path).status()).isEqualTo(200);
        }
    }

    @Test
    void everyResponseHasTheSecurityHeaders() throws IOException {
        try (TestServer server = TestServer.start(index)) {
            for (Answer answer : List.of(
                    server.get("/"),
                    server.get("/v1/gallery"),
                    server.get("/nothing"),
                    server.post("/v1/search", "{"))) {
                assertThat(answer.headers()).containsAllEntriesOf(SecurityHeaders.ALL);
            }
            assertThat(SecurityHeaders.ALL.get("Content-Security-Policy")).doesNotContain("unsafe");
        }
    }

    @Test
    void excessRequestsAreAnswered429() throws Exception {
        Limits limits = Limits.standard().withQueue(1, 1);
        try (TestServer server = TestServer.start(index, TestServer.settings(Optional.empty(), false, limits));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            String heavy = "{\"item\":\"fish/0.png\",\"k\":20,\"iterations\":50,\"explain\":true}";
            for (int i = 0; i < 60; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> server.post("/v1/search", heavy), clients));
            }
            List<Integer> statuses = new ArrayList<>();
            for (CompletableFuture<Answer> pending : answers) {
                Answer answer = pending.get();
                statuses.add(answer.status());
                if (answer.status() == 429) {
                    assertThat(answer.headers().get("Retry-After")).isEqualTo("1");
                    assertThat(answer.headers().get("Content-Type")).isEqualTo("application/problem+json");
                }
            }
            assertThat(statuses).containsOnly(200, 429).contains(200, 429);
            assertThat(server.post("/v1/search", heavy).status())
                    .as("after the rush")
                    .isEqualTo(200);
            assertThat(server.get("/metrics").text())
                    .contains("icfrr_requests_in_flight 0")
                    .contains("status=\"429\"");
        }
    }

    @Test
    void closingFinishesRunningRequests() throws Exception {
        TestServer server = TestServer.start(index);
        String heavy = "{\"item\":\"fish/0.png\",\"k\":24,\"iterations\":50,\"explain\":true}";
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> server.post("/v1/search", heavy), clients));
            }
            while (!server.get("/metrics").text().contains("icfrr_requests_in_flight 6")
                    && answers.stream().noneMatch(CompletableFuture::isDone)) {
                Thread.onSpinWait();
            }
            server.server().close();
            for (CompletableFuture<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
        assertThatThrownBy(() -> server.get("/healthz")).hasRootCauseInstanceOf(IOException.class);
        server.close();
    }

    @Test
    void aPortInUseIsReported() throws IOException {
        try (TestServer server = TestServer.start(index)) {
            assertThatThrownBy(() -> IcfrrServer.start(index, ServerSettings.local(server.port())))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void healthChecksAndMetricsReportTheState() throws IOException {
        try (TestServer server = TestServer.start(index)) {
            server.post("/v1/search", "{\"item\":\"fish/0.png\"}");
            server.send(server.request("/v1/gallery").method("HEAD", BodyPublishers.noBody()));

            assertThat(server.get("/healthz").json().get("status").stringValue())
                    .isEqualTo("up");
            assertThat(server.get("/readyz").json().get("size").intValue()).isEqualTo(24);
            assertThat(server.get("/metrics").text())
                    .contains("icfrr_http_requests_total{method=\"POST\",route=\"/v1/search\",status=\"200\"} 1")
                    .contains("icfrr_http_request_seconds_bucket")
                    .contains("icfrr_stage_seconds_count{stage=\"rank\"} 1")
                    .contains("icfrr_gallery_items 24")
                    .contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void anUnchangedPageFileIsAnswered304() throws IOException {
        try (TestServer server = TestServer.start(index)) {
            String tag = server.get("/app.js").headers().get("ETag");

            Answer again = server.send(server.request("/app.js").header("If-None-Match", tag));

            assertThat(again.status()).isEqualTo(304);
            assertThat(again.bytes()).isEmpty();
        }
    }

    @Test
    void thePageRefersToNoOtherServerAndHasNoInlineStyles() throws IOException {
        try (TestServer server = TestServer.start(index)) {
            assertThat(server.get("/").text()).doesNotContain("https://").doesNotContain("style=");
        }
    }
}
