package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send their requests slowly do not block the others. */
class SlowClientsTest {
    private static final int CLIENTS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static GalleryIndex index;
    private final List<Socket> slow = new ArrayList<>();

    @BeforeAll
    static void build(@TempDir Path folder) throws IOException {
        index = Galleries.doodles(folder.resolve("index"), 3, 8);
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private static TestServer start(Limits limits) throws IOException {
        return TestServer.start(index, TestServer.settings(Optional.empty(), true, limits));
    }

    /** Announces a long body and sends the start of it. */
    private Socket upload(TestServer server, int announced, int sent) throws IOException {
        return upload(server, "127.0.0.1", announced, sent);
    }

    /** Does so for a client behind a proxy on this machine. */
    private Socket upload(TestServer server, String client, int announced, int sent) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        slow.add(socket);
        byte[] body = new byte[sent];
        Arrays.fill(body, (byte) ' ');
        socket.getOutputStream()
                .write(("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "X-Forwarded-For: " + client + "\r\nContent-Length: " + announced + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        byte[] bytes = new byte[4096];
        int length = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }

    private static String metric(TestServer server, String name) {
        return server.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .map(line -> line.substring(name.length() + 1))
                .orElse("missing");
    }

    private static void waitFor(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(10);
        }
    }

    @Test
    void twoHundredSlowUploadsLeaveTheSearchesOfOthersAlone() throws Exception {
        try (TestServer server = start(Limits.standard())) {
            for (int i = 0; i < CLIENTS; i++) {
                upload(server, 8 << 20, 1);
            }
            waitFor(() -> metric(server, "icfrr_uploads_in_flight").equals(CLIENTS + ".0"));

            long[] nanos = new long[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                long start = System.nanoTime();
                Answer found = server.post("/v1/search", "{\"item\":\"fish/0.png\"}");
                nanos[i] = System.nanoTime() - start;
                assertThat(found.status()).as(found.text()).isEqualTo(200);
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "with %d slow uploads, p99 of a search is %.1f ms%n", CLIENTS, nanos[CLIENTS * 99 / 100] / 1e6);
            assertThat(server.get("/readyz").status()).isEqualTo(200);
            assertThat(metric(server, "icfrr_requests_in_flight")).isEqualTo("0.0");
            assertThat(Double.parseDouble(metric(server, "icfrr_body_bytes")))
                    .as("memory for what has arrived, not for what was announced")
                    .isLessThanOrEqualTo(CLIENTS * 8192.0);
        }
    }

    @Test
    void aBodyThatArrivesTooSlowlyIsAnswered408() throws Exception {
        Limits limits = Limits.standard().withBodies(1 << 20, 8 << 20, 4096, Duration.ofMillis(100));
        try (TestServer server = start(limits)) {
            Socket socket = upload(server, 1000, 1);
            Thread.sleep(600);
            socket.getOutputStream().write(' ');
            socket.getOutputStream().flush();

            assertThat(answer(socket)).contains("408").contains("4096 bytes per second");
            assertThat(metric(server, "icfrr_requests_refused_total{reason=\"slow\"}"))
                    .isEqualTo("1.0");
        }
    }

    @Test
    void oneClientsLargeUploadsFillItsShareAndNotThatOfItsSearches() throws Exception {
        Limits limits = Limits.standard().withBodies(1 << 20, 4 << 20, 1, PATIENCE);
        try (TestServer server = start(limits)) {
            upload(server, 1 << 20, (1 << 20) - 1);
            waitFor(() -> metric(server, "icfrr_body_bytes").equals("1048576.0"));
            upload(server, 1 << 20, (1 << 20) - 1);
            waitFor(() -> metric(server, "icfrr_body_bytes").equals("2097152.0"));

            Socket third = upload(server, 1 << 20, (1 << 20) - 1);

            assertThat(answer(third)).contains("429").contains("Retry-After: 1").contains("this client's share");
            assertThat(metric(server, "icfrr_requests_refused_total{reason=\"client\"}"))
                    .isEqualTo("1.0");
            assertThat(server.post("/v1/search", "{\"item\":\"fish/0.png\"}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFullMemoryForBodiesIsReportedAndEmpties() throws Exception {
        Limits limits = Limits.standard().withBodies(1 << 20, 4 << 20, 1, PATIENCE);
        try (TestServer server = start(limits)) {
            for (int i = 0; i < 4; i++) {
                upload(server, "192.0.2." + i / 2, 1 << 20, (1 << 20) - 1);
            }
            waitFor(() -> metric(server, "icfrr_body_bytes").equals("4194304.0"));

            assertThat(answer(upload(server, "192.0.2.9", 100, 1)))
                    .contains("429")
                    .contains("memory for request bodies");
            Answer ready = server.get("/readyz");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.json().get("status").stringValue()).isEqualTo("the memory for request bodies is full");
            assertThat(metric(server, "icfrr_requests_refused_total{reason=\"bodies\"}"))
                    .isEqualTo("1.0");

            hangUp();
            waitFor(() -> metric(server, "icfrr_body_bytes").equals("0.0"));
            assertThat(server.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void aFullQueueIsReported() throws Exception {
        try (TestServer server = start(Limits.standard().withQueue(1, 0))) {
            List<Thread> clients = new ArrayList<>();
            String heavy = "{\"item\":\"fish/0.png\",\"k\":24,\"iterations\":50,\"explain\":true}";
            for (int i = 0; i < 4; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    for (int j = 0; j < 50; j++) {
                        server.post("/v1/search", heavy);
                    }
                }));
            }
            List<Answer> answers = new ArrayList<>();
            while (clients.stream().anyMatch(Thread::isAlive)) {
                answers.add(server.get("/readyz"));
            }

            assertThat(answers)
                    .anyMatch(answer -> answer.status() == 503 && answer.text().contains("the queue is full"));
            assertThat(server.get("/readyz").status()).as("afterwards").isEqualTo(200);
            assertThat(Double.parseDouble(metric(server, "icfrr_requests_refused_total{reason=\"queue\"}")))
                    .isPositive();
        }
    }
}
