package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnnGraphFileTest {
    private static final int DATA_AT = 4096;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void saveAGraph() throws IOException {
        file = folder.resolve("graph of größe 9.knn");
        ring(9, 4, SelfMatch.FIRST).withProvenance("ring of 9, golden π").save(file);
    }

    @Test
    void whatIsOpenedIsWhatWasSaved() throws IOException {
        KnnGraph opened = KnnGraph.open(file);
        assertThat(opened.size()).isEqualTo(9);
        assertThat(opened.kg()).isEqualTo(4);
        assertThat(opened.selfMatch()).isEqualTo(SelfMatch.FIRST);
        assertThat(opened.provenance()).isEqualTo("ring of 9, golden π");
        assertThat(opened.neighbors(0)).containsExactly(1, 8, 2, 7);
        KnnGraph.verify(file);
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void goldenFilesStayReadableAndAreWrittenTheSame() throws IOException {
        assertThat(Files.readAllBytes(file)).isEqualTo(golden("ring-v1.knn"));
        assertGolden("single-item-v1.knn", ring(1, 5, SelfMatch.INDEX));
        assertGolden("wide-ring-v1.knn.gz", ring(65537, 1, SelfMatch.INDEX).withProvenance("ring of 65537"));
        assertGolden(
                "scaled-ring-v2.knn",
                ring(new PreparedLists(9, 4, SelfMatch.INDEX, ListOrder.SCALED), 9)
                        .withProvenance("ring of 9, scaled"));
    }

    private void assertGolden(String name, KnnGraph graph) throws IOException {
        byte[] golden = golden(name);
        Path copy = Files.write(folder.resolve("golden"), golden);
        KnnGraph.verify(copy);
        KnnGraph opened = KnnGraph.open(copy);
        assertThat(opened.size()).isEqualTo(graph.size());
        assertThat(opened.order()).isEqualTo(graph.order());
        assertThat(opened.neighbors(graph.size() - 1)).isEqualTo(graph.neighbors(graph.size() - 1));
        graph.save(copy);
        assertThat(Files.readAllBytes(copy)).isEqualTo(golden);
    }

    @Test
    void severalChunksAreCheckedEach() throws IOException {
        KnnGraph graph = ring(60_000, 150, SelfMatch.INDEX);
        graph.save(file);
        KnnGraph.verify(file);
        flip(file, DATA_AT + (1 << 24) + 77, 0);
        assertThatThrownBy(() -> KnnGraph.verify(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("corrupt between bytes 16781312 and 18004096");
    }

    @Test
    void aTruncatedGraphSavesOnlyWhatItShows() throws IOException {
        KnnGraph.open(file).truncated(3).save(file);
        KnnGraph.verify(file);
        assertThat(KnnGraph.open(file).neighbors(0)).containsExactly(1, 8, 2);
    }

    @Test
    void aFlippedBitIsFoundWhereverItIs() throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at += at < 100 || at >= DATA_AT - 4 ? 1 : 71) {
            boolean padding = at >= DATA_AT + 9 * 4 * 2 && at < good.length - 4;
            if (!padding) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << at % 8);
                Path flipped = Files.write(folder.resolve("flipped"), bad);
                assertThatThrownBy(() -> KnnGraph.verify(flipped))
                        .as("byte %d", at)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(flipped.toString());
            }
        }
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length += length < DATA_AT - 20 ? 211 : 1) {
            Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(good, length));
            assertThatThrownBy(() -> KnnGraph.open(cut)).isInstanceOf(IOException.class);
        }
        Path longer = Files.write(folder.resolve("longer"), java.util.Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> KnnGraph.open(longer)).hasMessageContaining("too long");
    }

    @ParameterizedTest
    @CsvSource({
        "12, 0, header length",
        "16, 0, gallery size",
        "16, -1, gallery size",
        "16, 2147483647, neighbors per item|bytes per index|truncated",
        "20, 0, KG",
        "20, 2147483647, neighbors per item",
        "24, -5, neighbors per item",
        "28, 4, bytes per index",
        "32, 2, self match",
        "36, 1, chunk length",
        "44, 2049, provenance length",
        "44, -1, provenance length"
    })
    void aHostileHeaderWithAGoodChecksumIsRefused(int at, int value, String message) throws IOException {
        set(file, at, value);
        assertThatThrownBy(() -> KnnGraph.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(?s).*(" + message + ").*");
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        set(file, 8, 3);
        assertThatThrownBy(() -> KnnGraph.open(file)).hasMessageContaining("format version 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PK", "not a neighbor graph at all"})
    void anythingElseIsNoGraph(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> KnnGraph.open(file)).hasMessageContaining("no neighbor graph");
    }

    @Test
    void indicesBeyondTheGalleryAreFoundByVerifyAndHarmNobodyElse() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(DATA_AT + 2 * (4 * 5 + 3), (short) 9);
        byte[] table = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(crc(bytes, DATA_AT, 72))
                .array();
        System.arraycopy(table, 0, bytes, bytes.length - 4, 4);
        buffer.putInt(40, crc(table, 0, 4)).putInt(4092, crc(bytes, 0, 4092));
        Files.write(file, bytes);
        assertThatThrownBy(() -> KnnGraph.verify(file))
                .hasMessageContaining("neighbor 3 of item 5 is 9, which is no gallery index: the gallery has 9 items");
        Icfrr icfrr = new Icfrr(KnnGraph.open(file), IcfrrParameters.DEFAULTS.withKq(9));
        assertThatThrownBy(() -> icfrr.rerank(new double[9])).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aMissingFileOrFolderIsNamed() {
        Path missing = folder.resolve("no such folder").resolve("graph");
        assertThatThrownBy(() -> KnnGraph.open(missing)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ring(3, 1, SelfMatch.INDEX).save(missing)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aProvenanceTooLongForTheHeaderIsRefusedAndTheOldFileStays() throws IOException {
        KnnGraph graph = ring(3, 1, SelfMatch.INDEX).withProvenance("é".repeat(1025));
        assertThatThrownBy(() -> graph.save(file)).hasMessageContaining("2048 bytes");
        KnnGraph.verify(file);
    }

    private static KnnGraph ring(int size, int kg, SelfMatch selfMatch) {
        return ring(KnnGraphBuilder.of(kg).withSelfMatch(selfMatch).prepared(size), size);
    }

    private static KnnGraph ring(PreparedLists builder, int size) {
        int[] neighbors = new int[builder.length()];
        for (int item = 0; item < size; item++) {
            for (int rank = 0; rank < neighbors.length; rank++) {
                int step = rank / 2 + 1;
                neighbors[rank] = Math.floorMod(item + (rank % 2 == 0 ? step : -step), size);
            }
            builder.set(item, neighbors);
        }
        return builder.build();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream raw =
                        Objects.requireNonNull(KnnGraphFileTest.class.getResourceAsStream("/knn-graph/" + name));
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return in.readAllBytes();
        }
    }

    private static void flip(Path file, int at, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
    }

    private static void set(Path file, int at, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at, value)
                .putInt(4092, crc(withInt(bytes, at, value), 0, 4092));
        Files.write(file, bytes);
    }

    private static byte[] withInt(byte[] bytes, int at, int value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return bytes;
    }

    private static int crc(byte[] bytes, int start, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start, count);
        return (int) crc.getValue();
    }
}
