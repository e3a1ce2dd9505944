package dev.icfrr.server;

import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Exposure;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A server on a free port, with short methods to send requests. */
final class TestServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final IcfrrServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(IcfrrServer server) {
        this.server = server;
    }

    static TestServer start(GalleryIndex index) throws IOException {
        return start(index, settings(Optional.empty(), false, Limits.standard()));
    }

    static TestServer start(GalleryIndex index, ServerSettings settings) throws IOException {
        return new TestServer(IcfrrServer.start(index, settings));
    }

    /** Returns limits with a queue in which a request may wait for as long as a test takes. */
    static Limits patientQueue(int workers, int waiting) {
        Limits standard = Limits.standard();
        return new Limits(
                standard.bodyBytes(),
                standard.bodyBytesInAll(),
                standard.bytesPerSecond(),
                standard.uploadGrace(),
                standard.pixels(),
                standard.results(),
                standard.documents(),
                standard.iterations(),
                standard.itemsPerChange(),
                workers,
                waiting,
                PATIENCE,
                PATIENCE,
                standard.idleTime(),
                standard.stopTime());
    }

    static ServerSettings settings(Optional<String> key, boolean readOnly, Limits limits) {
        ChangeAccess changes = readOnly ? new ChangeAccess.Nobody() : new ChangeAccess.Everybody();
        return new ServerSettings("127.0.0.1", 0, key, changes, Exposure.NONE, limits);
    }

    IcfrrServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    /** A response with its body. */
    record Answer(int status, Map<String, String> headers, byte[] bytes) {
        JsonNode json() {
            return JSON.readTree(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path) {
        return send(request(path));
    }

    Answer post(String path, String json) {
        return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String path, String type, byte[] body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer delete(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("DELETE", BodyPublishers.ofString(json)));
    }

    /** Sends bytes as they are and returns the whole response. The server must close the connection. */
    String raw(byte[] bytes) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Returns a form with one file and fields. */
    static byte[] form(String boundary, byte[] image, Map<String, String> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fields.forEach((name, value) -> out.writeBytes(
                ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        out.writeBytes(("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"../../a.png\"\r\n"
                        + "Content-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(image);
        out.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
