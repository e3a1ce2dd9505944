package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.icfrr.server.http.Exposure;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example configuration of nginx. Skipped if nginx is not installed. */
class NginxTest {
    private static final Path CONFIGURATION = Path.of("../examples/nginx/icfrr.conf");
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static TestServer server;
    private static Process nginx;
    private static Path log;
    private static int port;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(NGINX), "the configuration of nginx is not tested: nginx is not installed");
        log = folder.resolve("access.log");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Exposure exposure = new Exposure(
                Optional.of(URI.create("http://localhost:" + port + "/icfrr/")), Set.of(), List.of(), Optional.of(log));
        server = TestServer.start(
                Galleries.doodles(folder.resolve("index"), 3, 8),
                ServerSettings.local(0).withExposure(exposure));
        Files.writeString(
                folder.resolve("icfrr.conf"),
                Files.readString(CONFIGURATION).replace("127.0.0.1:8080", "127.0.0.1:" + server.port()));
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append(kind + "_temp_path " + folder.resolve(kind) + ";\n");
        }
        Path main = Files.writeString(
                folder.resolve("nginx.conf"),
                "daemon off; master_process off; pid " + folder.resolve("pid") + "; error_log stderr;\n"
                        + "events {}\nhttp {\n" + temporary + "access_log off;\nserver {\nlisten 127.0.0.1:" + port
                        + ";\ninclude " + folder.resolve("icfrr.conf") + ";\n}\n}\n");
        nginx = new ProcessBuilder(NGINX.toString(), "-c", main.toString(), "-p", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!listens()) {
            assertThat(nginx.isAlive() && System.nanoTime() < end)
                    .as(Files.readString(folder.resolve("nginx.log")))
                    .isTrue();
            Thread.sleep(50);
        }
    }

    private static boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor();
        }
        if (server != null) {
            server.close();
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    @Test
    void thePageTheApiAndItemsWithSlashesAreReachable() throws Exception {
        assertThat(send(request("/icfrr")).statusCode()).isEqualTo(301);
        HttpResponse<String> page = send(request("/icfrr/"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<canvas").doesNotContain("src=\"/").doesNotContain("href=\"/");
        assertThat(send(request("/icfrr/app.js")).statusCode()).isEqualTo(200);
        assertThat(send(request("/icfrr/v1/items/fish%2F0.png")).body()).contains("\"id\":\"fish/0.png\"");
        assertThat(send(request("/icfrr/v1/items/fish%2F0.png/thumbnail?g=1")).statusCode())
                .isEqualTo(200);
        assertThat(send(request("/icfrr/v1/items/a%5Cb")).statusCode()).isEqualTo(404);
        HttpResponse<String> found = send(request("/icfrr/v1/search?k=3")
                .header("Origin", "http://localhost:" + port)
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(Galleries.sketch(0))));
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(send(request("/elsewhere")).statusCode()).isEqualTo(404);
    }

    @Test
    void theServerSeesTheClientAndNotWhatItClaims() throws Exception {
        assertThat(send(request("/icfrr/healthz").header("X-Forwarded-For", "192.0.2.9, 192.0.2.10"))
                        .statusCode())
                .isEqualTo(200);

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.readAllLines(log).stream().noneMatch(line -> line.contains("/healthz"))
                && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        // The client is this machine, so its claim is believed; nginx has appended the client's address.
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.startsWith("192.0.2.10 ") && line.contains("/healthz"));
    }
}
