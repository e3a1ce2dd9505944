package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexEditor;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GalleryApiTest {
    private static final int SIZE = 24;

    @TempDir
    Path folder;

    private TestServer start(boolean readOnly) throws IOException {
        GalleryIndex index = Galleries.doodles(folder.resolve("index"), 3, SIZE / 3);
        return TestServer.start(index, TestServer.settings(Optional.empty(), readOnly, Limits.standard()));
    }

    private static int size(Answer answer) {
        return answer.json().get("gallery").get("size").intValue();
    }

    private static Answer add(TestServer server, String id, String label) {
        String image = Base64.getEncoder().encodeToString(Galleries.sketch(1));
        Answer added = server.post(
                "/v1/gallery",
                "{\"items\":[{\"id\":\"" + id + "\",\"image\":\"" + image + "\",\"label\":\"" + label + "\"}]}");
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        return added;
    }

    @Test
    void anAddedItemIsFound() throws IOException {
        try (TestServer server = start(false)) {
            Answer added = add(server, "my fish", "fish");

            assertThat(added.json().get("added").get(0).stringValue()).isEqualTo("my fish");
            assertThat(size(added)).isEqualTo(SIZE + 1);
            JsonNode first = server.post("/v1/search", "image/png", Galleries.sketch(1))
                    .json()
                    .get("before")
                    .get(0);
            assertThat(first.get("id").stringValue()).isEqualTo("my fish");
            assertThat(first.get("label").stringValue()).isEqualTo("fish");
            assertThat(server.get("/v1/items/my%20fish/thumbnail").headers().get("Content-Type"))
                    .isEqualTo("image/jpeg");
        }
    }

    @Test
    void anImageThatTheGalleryHasIsRefused() throws IOException {
        try (TestServer server = start(false)) {
            add(server, "my fish", "fish");

            Answer refused = server.post("/v1/gallery?id=again", "image/png", Galleries.sketch(1));

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("same image file").contains("my fish");
        }
    }

    @Test
    void removedItemsAreNotFound() throws IOException {
        try (TestServer server = start(false)) {
            add(server, "my fish", "fish");

            Answer removed = server.delete("/v1/gallery", "{\"ids\":[\"my fish\",\"fish/0.png\"]}");

            assertThat(removed.status()).as(removed.text()).isEqualTo(200);
            assertThat(size(removed)).isEqualTo(SIZE - 1);
            assertThat(server.get("/v1/items/my%20fish").status()).isEqualTo(404);
            assertThat(server.post("/v1/search", "image/png", Galleries.sketch(1))
                            .text())
                    .doesNotContain("my fish")
                    .doesNotContain("fish/0.png");
        }
        assertThat(GalleryIndex.open(folder.resolve("index")).size()).isEqualTo(SIZE - 1);
    }

    @Test
    void anImageWithoutAnIdGetsOne() throws IOException {
        try (TestServer server = start(false)) {
            Answer added = server.post("/v1/gallery?label=house", "image/png", Galleries.sketch(0));

            assertThat(added.status()).as(added.text()).isEqualTo(201);
            String id = added.json().get("added").get(0).stringValue();
            assertThat(server.get("/v1/items/" + id).json().get("label").stringValue())
                    .isEqualTo("house");
            assertThat(server.delete("/v1/items/" + id, "").status()).isEqualTo(200);
            assertThat(server.get("/v1/gallery").json().get("size").intValue()).isEqualTo(SIZE);
        }
    }

    @Test
    void aNewLabelMakesANewClass() throws IOException {
        try (TestServer server = start(false)) {
            add(server, "d", "dragon");

            assertThat(server.get("/v1/items/d").json().get("label").stringValue())
                    .isEqualTo("dragon");
            JsonNode labels = server.get("/v1/gallery").json().get("labels");
            assertThat(labels.get("dragon").intValue()).isEqualTo(1);
            assertThat(labels.get("fish").intValue()).isEqualTo(SIZE / 3);
            assertThat(server.post("/v1/search", "{\"item\":\"d\",\"label\":\"dragon\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aReadOnlyServerRefusesChanges() throws IOException {
        try (TestServer server = start(true)) {
            assertThat(server.post("/v1/gallery", "image/png", Galleries.sketch(0))
                            .status())
                    .isEqualTo(403);
            assertThat(server.delete("/v1/gallery", "{\"ids\":[\"fish/0.png\"]}")
                            .status())
                    .isEqualTo(403);
            assertThat(server.delete("/v1/items/fish%2F0.png", "").status()).isEqualTo(403);
            assertThat(server.get("/v1/gallery").json().get("writable").booleanValue())
                    .isFalse();
        }
    }

    private static final String TOKEN = "0123456789abcdef-token";
    private static final String KEY = "0123456789abcdef-key";

    private static int add(TestServer server, String authorization) {
        return server.send(server.request("/v1/gallery?label=fish")
                        .header("Content-Type", "image/png")
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofByteArray(Galleries.sketch(0))))
                .status();
    }

    private static boolean isWritable(TestServer server, String authorization) {
        return server.send(server.request("/v1/gallery").header("Authorization", authorization))
                .json()
                .get("writable")
                .booleanValue();
    }

    @Test
    void aTokenAllowsChangesAndServesAsTheKey() throws IOException {
        GalleryIndex index = Galleries.doodles(folder.resolve("index"), 3, SIZE / 3);
        ServerSettings settings = ServerSettings.local(0).withChanges(new ChangeAccess.TokenHolders(TOKEN));
        try (TestServer server = TestServer.start(index, settings)) {
            Answer refused = server.post("/v1/gallery", "image/png", Galleries.sketch(0));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text()).contains("token").contains("--writable");
            assertThat(add(server, "Bearer " + TOKEN + "0")).isEqualTo(401);
            assertThat(isWritable(server, "")).isFalse();
            assertThat(isWritable(server, "Bearer " + TOKEN)).isTrue();
            assertThat(add(server, "Bearer " + TOKEN)).isEqualTo(201);
            assertThat(server.delete("/v1/items/fish%2F0.png", "").status()).isEqualTo(401);
            assertThat(server.delete("/v1/gallery", "{\"ids\":[\"fish/0.png\"]}")
                            .status())
                    .isEqualTo(401);
        }
        ServerSettings locked = settings.withApiKey(KEY);
        try (TestServer server = TestServer.start(index, locked)) {
            assertThat(add(server, "Bearer " + KEY)).as("the key alone").isEqualTo(403);
            assertThat(server.get("/v1/gallery").status()).isEqualTo(401);
            assertThat(isWritable(server, "Bearer " + KEY)).isFalse();
            assertThat(isWritable(server, "Bearer " + TOKEN)).isTrue();
        }
    }

    @Test
    void searchesSucceedWhileTheGalleryChanges() throws Exception {
        try (TestServer server = start(false)) {
            AtomicBoolean changing = new AtomicBoolean(true);
            Queue<String> faults = new ConcurrentLinkedQueue<>();
            Thread reader = Thread.ofPlatform().start(() -> {
                while (changing.get()) {
                    Answer answer = server.post("/v1/search", "{\"item\":\"house/0.png\",\"k\":24}");
                    int size = answer.status() == 200 ? size(answer) : -1;
                    int shown =
                            answer.status() == 200 ? answer.json().get("after").size() : -1;
                    if (size < SIZE - 1 || shown != Math.min(24, size)) {
                        faults.add(answer.text());
                    }
                }
            });
            for (int i = 0; i < 5; i++) {
                assertThat(server.post("/v1/gallery?id=new", "image/png", Galleries.sketch(i))
                                .status())
                        .isEqualTo(201);
                assertThat(server.delete("/v1/items/new", "").status()).isEqualTo(200);
            }
            changing.set(false);
            reader.join();
            assertThat(faults).isEmpty();
        }
    }

    @Test
    void changesByAnotherProgramBecomeVisible() throws Exception {
        try (TestServer server = start(false)) {
            try (var editor = IndexEditor.open(folder.resolve("index"), Parallelism.allCores(), null)) {
                editor.remove("house/0.png");
                editor.commit();
            }
            long end = System.nanoTime() + 20_000_000_000L;
            while (server.get("/v1/items/house%2F0.png").status() == 200 && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            assertThat(server.get("/v1/items/house%2F0.png").status()).isEqualTo(404);
        }
    }
}
