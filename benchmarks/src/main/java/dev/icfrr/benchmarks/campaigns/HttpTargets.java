package dev.icfrr.benchmarks.campaigns;

import dev.icfrr.server.IcfrrServer;
import dev.icfrr.server.ServerSettings;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A server that receives damaged request bodies. Answers below 500 accept or refuse as declared. */
final class HttpTargets implements AutoCloseable {
    private static final String SEARCH = "{\"item\":\"item 3\",\"k\":10,\"iterations\":2,\"beta\":0.5}";
    private static final String VECTOR = "{\"vector\":[1,2,0.5,-1e-3,4,0],\"k\":5}";
    private static final String BATCH = "{\"queries\":[{\"item\":\"item 3\"},{\"vector\":[1,2,3,4,5,6]}],\"k\":3}";
    private static final String RERANK =
            "{\"query\":{\"item\":\"item 1\"},\"documents\":[\"item 2\",\"item 5\",\"item 9\"],"
                    + "\"top_n\":2,\"model\":\"any\",\"return_documents\":true}";
    private static final String EXPLAIN = "{\"query\":{\"item\":\"item 3\"},\"item\":\"item 7\"}";

    private final IcfrrServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpTargets(Path index) throws IOException {
        server = IcfrrServer.start(
                GalleryIndex.open(index), ServerSettings.local(0).withChanges(new ChangeAccess.Everybody()));
    }

    List<Target> targets() throws IOException {
        String image =
                Base64.getEncoder().encodeToString(Images.png(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB)));
        String add =
                "{\"items\":[{\"id\":\"new\",\"vector\":[1,2,3,4,5,6],\"label\":\"a\",\"image\":\"" + image + "\"}]}";
        List<Target> targets = new ArrayList<>();
        for (String[] request : new String[][] {
            {"POST", "/v1/search", SEARCH},
            {"POST", "/v1/search", VECTOR},
            {"POST", "/v1/search", BATCH},
            {"POST", "/v1/explain", EXPLAIN},
            {"POST", "/v1/rerank", RERANK},
            {"POST", "/v2/rerank", RERANK},
            {"POST", "/v1/gallery", add},
            {"DELETE", "/v1/gallery", "{\"ids\":[\"no such item\"]}"}
        }) {
            byte[] body = request[2].getBytes(StandardCharsets.UTF_8);
            String name = request[0] + " " + request[1];
            targets.add(new Target(
                    "HTTP bodies", name, body, true, input -> accepts(request[0], request[1], input, false)));
            targets.add(new Target(
                    "HTTP bodies",
                    name + ", gzip",
                    Containers.gzip(body),
                    false,
                    input -> accepts(request[0], request[1], input, true)));
        }
        return targets;
    }

    private boolean accepts(String method, String path, byte[] body, boolean gzip)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (gzip) {
            request.header("Content-Encoding", "gzip");
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 500) {
            throw new IllegalStateException("status " + answer.statusCode() + ": " + answer.body());
        }
        return answer.statusCode() < 300;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
