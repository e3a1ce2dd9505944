package dev.icfrr.cli.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls as the Python package makes them, on memory outside the heap. */
class SessionTest {
    private static final Path BLOBS = Path.of("../core/src/test/resources/blobs");
    private static final int QUERIES = 30;
    private static final int GALLERY = 400;
    private static final int ORDERS = 9;

    private final Arena arena = Arena.ofShared();
    private final Session session = new Session();

    @TempDir
    Path folder;

    @AfterEach
    void freeMemory() {
        arena.close();
    }

    @Test
    void ordersAreWrittenToAnAddress() throws Exception {
        MemorySegment orders = arena.allocate(ValueLayout.JAVA_LONG, (long) ORDERS * QUERIES * GALLERY);
        Job job = finished("rerank", """
                {"qg": %s, "gg": %s, "vote": "flat", "KG": 25, "KQ": 20, "n_times": 8, "orders": %s}
                """.formatted(
                        distances("qg_dists.pth"),
                        distances("gg_dists.pth"),
                        array(orders, "int64", ORDERS, QUERIES, GALLERY)));
        assertThat(job.failure()).as(job.text()).isEmpty();
        assertThat(orders.toArray(ValueLayout.JAVA_LONG)).isEqualTo(golden());
        assertThat(result(job).path("KG").intValue()).isEqualTo(25);
    }

    @Test
    void ordersAreWrittenToAFile() throws Exception {
        Path file = Files.write(folder.resolve("orders"), new byte[64 + 8 * ORDERS * QUERIES * GALLERY]);
        Job job = finished("rerank", """
                {"qg": %s, "gg": %s, "vote": "flat", "KG": 25, "KQ": 20, "n_times": 8,
                 "orders": {"dtype": "int64", "shape": [9, 30, 400], "strides": [12000, 400, 1],
                            "file": "%s", "offset": 64}}
                """.formatted(distances("qg_dists.pth"), distances("gg_dists.pth"), file));
        assertThat(job.failure()).as(job.text()).isEmpty();
        byte[] bytes = Files.readAllBytes(file);
        long[] orders = MemorySegment.ofArray(bytes)
                .asSlice(64)
                .toArray(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.nativeOrder()));
        assertThat(orders).isEqualTo(golden());
    }

    @Test
    void aGraphIsForgottenWhenItIsReleased() throws Exception {
        Job built = finished("graph_build", "{\"distances\": %s, \"k\": 5}".formatted(distances("gg_dists.pth")));
        long handle = result(built).path("handle").longValue();
        MemorySegment lists = arena.allocate(ValueLayout.JAVA_INT, GALLERY * 5L);
        String request =
                "{\"graph\": {\"handle\": %d}, \"lists\": %s}".formatted(handle, array(lists, "int32", GALLERY, 5));
        assertThat(finished("graph_neighbors", request).failure()).isEmpty();
        assertThat(lists.toArray(ValueLayout.JAVA_INT)).doesNotContain(-1);
        session.release(handle);
        Job closed = finished("graph_neighbors", request);
        assertThat(closed.failure()).isEqualTo("value");
        assertThat(closed.text()).contains("closed");
    }

    @Test
    void cancelledCallsEndSoon() throws Exception {
        int items = 60_000;
        int width = 64;
        MemorySegment features = arena.allocate(ValueLayout.JAVA_FLOAT, (long) items * width);
        SplittableRandom random = new SplittableRandom(1);
        for (long i = 0; i < (long) items * width; i++) {
            features.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat());
        }
        Job job = session.start(
                "graph_build", "{\"features\": %s, \"k\": 100}".formatted(array(features, "float32", items, width)));
        assertThat(job.waitFor(200)).isFalse();
        job.cancel();
        assertThat(job.waitFor(20_000)).isTrue();
        assertThat(job.failure()).isEqualTo("cancelled");
    }

    @Test
    void failuresHaveKinds() throws Exception {
        assertThat(finished("graph_open", "{\"path\": \"%s\"}".formatted(folder.resolve("none.knn")))
                        .failure())
                .isEqualTo("file");
        assertThat(finished("rerank", "{\"vote\": \"loud\"}").text())
                .isEqualTo("vote must be 'flat' or 'multiscale', not 'loud'");
        assertThat(finished("rerank", "{").failure()).isEqualTo("bug");
        assertThatThrownBy(() -> session.start("sing", "{}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptyArraysNeedNoMemory() throws Exception {
        NativeArray none = NativeArray.of(
                JsonMapper.shared().readTree("{\"dtype\": \"float32\", \"shape\": [0, 5], \"strides\": [1, 1]}"),
                false);
        assertThat(none.tensor().count()).isZero();
    }

    private Job finished(String operation, String request) throws InterruptedException {
        Job job = session.start(operation, request);
        assertThat(job.waitFor(60_000)).isTrue();
        return job;
    }

    private static JsonNode result(Job job) {
        assertThat(job.failure()).as(job.text()).isEmpty();
        return JsonMapper.shared().readTree(job.text());
    }

    private String distances(String name) throws IOException {
        try (TensorFile file = TensorFiles.open(BLOBS.resolve(name))) {
            Tensor tensor = file.soleTensor();
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, tensor.toFloatArray());
            return array(memory, "float32", (int) tensor.size(0), (int) tensor.size(1));
        }
    }

    private static long[] golden() throws IOException {
        try (TensorFile file = TensorFiles.open(BLOBS.resolve("ranks_f64.npy"))) {
            return file.soleTensor().toLongArray();
        }
    }

    private static String array(MemorySegment memory, String dtype, int... shape) {
        StringBuilder sizes = new StringBuilder();
        StringBuilder strides = new StringBuilder();
        for (int i = 0; i < shape.length; i++) {
            int stride = 1;
            for (int j = i + 1; j < shape.length; j++) {
                stride *= shape[j];
            }
            sizes.append(i == 0 ? "" : ",").append(shape[i]);
            strides.append(i == 0 ? "" : ",").append(stride);
        }
        return "{\"dtype\": \"%s\", \"shape\": [%s], \"strides\": [%s], \"address\": %d}"
                .formatted(dtype, sizes, strides, memory.address());
    }
}
