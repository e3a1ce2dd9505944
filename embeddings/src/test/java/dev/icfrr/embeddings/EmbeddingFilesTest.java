package dev.icfrr.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import dev.icfrr.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that files of h5py, FAISS, Arrow and NumPy are read to the values that make.py describes. */
class EmbeddingFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/embeddings");

    @RegisterExtension
    final Seed seed = new Seed(20261126);

    @TempDir
    Path folder;

    private static double counted(int row, int column) {
        return (row * 7 + column * 3) % 64 / 8.0 - 2;
    }

    private static void assertCounted(Matrix matrix, int rows, int columns, DoubleUnaryOperator change) {
        assertThat(matrix.rows()).isEqualTo(rows);
        assertThat(matrix.columns()).isEqualTo(columns);
        double[] row = new double[columns];
        float[] single = new float[columns];
        for (int r = 0; r < rows; r++) {
            matrix.copyRow(r, row);
            matrix.copyRow(r, single);
            for (int c = 0; c < columns; c++) {
                assertThat(row[c]).as("row %d, column %d", r, c).isEqualTo(change.applyAsDouble(counted(r, c)));
                assertThat((double) single[c]).isEqualTo(row[c]);
            }
        }
    }

    private static EmbeddingFile open(String name) throws IOException {
        return EmbeddingFiles.open(GOLDEN.resolve(name));
    }

    @Test
    void annBenchmarksHasTestAsQueriesAndTrainAsGallery() throws IOException {
        try (EmbeddingFile file = open("ann.hdf5")) {
            assertThat(file.format()).isEqualTo("HDF5");
            assertCounted(file.matrix(Optional.empty(), Side.GALLERY), 12, 5, x -> x);
            assertCounted(file.matrix(Optional.empty(), Side.QUERY), 3, 5, x -> x + 1);
            double[] row = new double[3];
            file.matrix(Optional.of("neighbors"), Side.QUERY).copyRow(1, row);
            assertThat(row).containsExactly(1, 2, 5);
            file.matrix(Optional.of("/distances"), Side.QUERY).copyRow(0, row);
            assertThat(row).containsExactly(0.5, 1, 2);
            assertThatThrownBy(() -> file.matrix(Optional.of("tests"), Side.QUERY))
                    .hasMessageContaining("ann.hdf5: has no column 'tests'")
                    .hasMessageContaining("train");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "double, 6, 4",
        "half, 6, 4",
        "big_endian, 6, 4",
        "group/chunked, 7, 4",
        "group/gzip, 7, 4",
        "group/half_gzip, 7, 4",
        "group/lzf, 7, 4",
        "empty, 0, 4"
    })
    void hdf5OfEveryLayout(String column, int rows, int columns) throws IOException {
        try (EmbeddingFile file = open("variety.h5")) {
            assertCounted(file.matrix(Optional.of(column), Side.GALLERY), rows, columns, x -> x);
        }
    }

    @Test
    void hdf5HasBytesLabelsAndNames() throws IOException {
        try (EmbeddingFile file = open("variety.h5")) {
            assertCounted(file.matrix(Optional.of("bytes"), Side.GALLERY), 6, 4, x -> x * 8 + 20);
            assertThat(numbers(file.values(Optional.of("labels"), Side.QUERY))).containsExactly(3, 1, 2, 3, 1, 2);
            assertThat(file.values(Optional.of("names"), Side.QUERY).texts())
                    .containsExactly("ä", "b", "c", "d", "e", "f");
            assertThatThrownBy(() -> file.matrix(Optional.of("cube"), Side.QUERY))
                    .hasMessageContaining("no column 'cube'");
            assertThatThrownBy(() -> file.matrix(Optional.empty(), Side.QUERY))
                    .hasMessageContaining("several columns hold embeddings; name one as variety.h5:COLUMN");
        }
        try (EmbeddingFile file = open("user_block.h5")) {
            assertCounted(file.matrix(Optional.of("features"), Side.GALLERY), 6, 4, x -> x);
        }
    }

    private static long[] numbers(ItemValues values) {
        return ((ItemValues.Numbers) values).values();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat_l2", "flat_ip", "flat_lp", "map", "map2"})
    void flatFaissIndexes(String name) throws IOException {
        try (EmbeddingFile file = open(name + ".faiss")) {
            assertCounted(file.matrix(Optional.empty(), Side.GALLERY), 12, 5, x -> x);
            if (name.startsWith("map")) {
                long[] ids = numbers(file.values(Optional.empty(), Side.GALLERY));
                assertThat(ids).startsWith(3, 13, 23).hasSize(12);
            } else {
                assertThatThrownBy(() -> file.values(Optional.empty(), Side.GALLERY))
                        .hasMessageContaining("without ids");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"hnsw, IHNf", "ivf, IwFl"})
    void otherFaissIndexesAreNamedWithTheWayOut(String name, String type) {
        assertThatThrownBy(() -> open(name + ".faiss"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("type '" + type + "'")
                .hasMessageContaining("reconstruct_n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double", "half", "fixed"})
    void parquetListsOfEveryType(String column) throws IOException {
        try (EmbeddingFile file = open("types.parquet")) {
            Matrix matrix = file.matrix(Optional.of(column), Side.GALLERY);
            assertCounted(matrix, 12, 5, x -> x);
            assertThat(matrix.isSinglePrecision()).isEqualTo(!column.equals("double"));
        }
    }

    @Test
    void parquetHasWholeNumbersNamesAndLabels() throws IOException {
        try (EmbeddingFile file = open("types.parquet")) {
            double[] row = new double[5];
            file.matrix(Optional.of("whole"), Side.GALLERY).copyRow(3, row);
            assertThat(row).containsExactly(15, 14, 13, 12, 11);
            assertThat(numbers(file.values(Optional.empty(), Side.GALLERY))).startsWith(0, 1, 2, 0);
            assertThat(numbers(file.values(Optional.of("label64"), Side.GALLERY)))
                    .startsWith(0, 1L << 40);
            assertThat(file.values(Optional.of("id"), Side.GALLERY).texts())
                    .startsWith("item 0", "item 1")
                    .hasSize(12);
            assertThatThrownBy(() -> file.matrix(Optional.empty(), Side.GALLERY))
                    .hasMessageContaining("float, double, half, fixed, whole");
            assertThatThrownBy(() -> file.matrix(Optional.of("id"), Side.GALLERY))
                    .hasMessageContaining("has no column 'id' of lists of numbers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "zstd", "lz4"})
    void parquetOfEveryCompressionAndSeveralRowGroups(String name) throws IOException {
        try (EmbeddingFile file = open(name + ".parquet")) {
            Matrix matrix = file.matrix(Optional.empty(), Side.GALLERY);
            assertCounted(matrix, 12, 5, x -> x);
            assertThat(file.matrix(Optional.of("emb"), Side.QUERY).rows()).isEqualTo(12);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ragged | row 2 has 1 values, the first has 2",
                "null_list | row 1 has 0 values, the first has 2. Rows without a list",
                "null_value | row 1 has no value at place 1",
                "no_list | has no column of lists of numbers",
                "brotli | brotli"
            })
    void faultsOfParquetFilesAreNamed(String name, String fault) throws IOException {
        try (EmbeddingFile file = open(name + ".parquet")) {
            assertThatThrownBy(() -> file.matrix(Optional.empty(), Side.GALLERY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name + ".parquet: ")
                    .satisfies(e -> assertThat(e.getMessage()).containsIgnoringCase(fault));
        }
        if (name.equals("null_list")) {
            try (EmbeddingFile file = open("null_list.parquet")) {
                assertThatThrownBy(() -> file.values(Optional.of("label"), Side.GALLERY))
                        .hasMessageContaining("row 1 has no value");
            }
        }
    }

    @Test
    void clipRetrievalFoldersAreOneMatrixWithTheirMetadata() throws IOException {
        try (EmbeddingFile file = open("clip/img_emb")) {
            Matrix matrix = file.matrix(Optional.empty(), Side.GALLERY);
            assertCounted(matrix, 12, 5, x -> x);
            assertThat(matrix.isSinglePrecision()).isTrue();
            assertThat(numbers(file.values(Optional.of("label"), Side.GALLERY)))
                    .containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
            assertThat(file.values(Optional.of("image_path"), Side.GALLERY).texts())
                    .startsWith("0.jpg")
                    .endsWith("11.jpg");
            assertThat(file.remark()).isEmpty();
        }
        try (EmbeddingFile file = open("clip")) {
            assertCounted(file.matrix(Optional.of("text_emb"), Side.QUERY), 12, 5, x -> x + 1);
            assertThat(file.values(Optional.of("caption"), Side.QUERY).size()).isEqualTo(12);
            assertThatThrownBy(() -> file.matrix(Optional.empty(), Side.QUERY))
                    .hasMessageContaining("[img_emb, text_emb]");
        }
        try (EmbeddingFile file = open("clip/metadata")) {
            assertThat(file.values(Optional.of("label"), Side.GALLERY).size()).isEqualTo(12);
        }
    }

    @Test
    void shardsAreInTheOrderOfTheirNamesAndUnpaddedNumbersAreSaid() throws IOException {
        for (int shard : new int[] {0, 2, 10}) {
            float[] values = {shard, shard};
            NpyWriter.write(folder.resolve("part_" + shard + ".npy"), Tensor.of(values, 2, 1));
        }
        Files.writeString(folder.resolve("notes.md"), "no shard");
        try (EmbeddingFile file = EmbeddingFiles.open(folder)) {
            Matrix matrix = file.matrix(Optional.empty(), Side.GALLERY);
            List<Float> read = new ArrayList<>();
            for (int row = 0; row < matrix.rows(); row++) {
                float[] value = new float[1];
                matrix.copyRow(row, value);
                read.add(value[0]);
            }
            assertThat(read).containsExactly(0f, 0f, 10f, 10f, 2f, 2f);
            assertThat(file.remark().orElseThrow()).contains("part_10.npy comes before part_2.npy");
        }
        NpyWriter.write(folder.resolve("part_3.npy"), Tensor.of(new float[4], 2, 2));
        try (EmbeddingFile file = EmbeddingFiles.open(folder)) {
            assertThatThrownBy(() -> file.matrix(Optional.empty(), Side.GALLERY))
                    .hasMessageContaining("part_3.npy: rows of 2 values, but the shards before it have 1");
        }
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> EmbeddingFiles.open(empty)).hasMessageContaining("without .npy or .parquet files");
    }

    @Test
    void tensorFilesHaveTheirTensorsAsColumns() throws IOException {
        Path path = folder.resolve("both.pth");
        PthWriter.write(
                path,
                Value.of(Map.of(
                        "query", Tensor.of(new float[] {1, 2}, 1, 2),
                        "gallery", Tensor.of(new float[] {3, 4, 5, 6}, 2, 2))));
        try (EmbeddingFile file = EmbeddingFiles.open(path)) {
            assertThat(file.matrix(Optional.empty(), Side.QUERY).rows()).isEqualTo(1);
            assertThat(file.matrix(Optional.empty(), Side.GALLERY).rows()).isEqualTo(2);
        }
        Path labels = folder.resolve("labels.pth");
        PthWriter.write(labels, Value.of(Map.of("query", List.of("a", "b"), "gallery", List.of(1, 2, 3))));
        try (EmbeddingFile file = EmbeddingFiles.open(labels)) {
            assertThat(file.values(Optional.empty(), Side.QUERY).texts()).containsExactly("a", "b");
            assertThat(numbers(file.values(Optional.empty(), Side.GALLERY))).containsExactly(1, 2, 3);
        }
        Path list = folder.resolve("list.pth");
        PthWriter.write(list, Value.of(List.of(4, 5)));
        try (EmbeddingFile file = EmbeddingFiles.open(list)) {
            assertThat(numbers(file.values(Optional.empty(), Side.GALLERY))).containsExactly(4, 5);
        }
        Path text = folder.resolve("names.txt");
        Files.writeString(text, "\uFEFFcat\r\ndog \n");
        try (EmbeddingFile file = EmbeddingFiles.open(text)) {
            assertThat(file.values(Optional.empty(), Side.GALLERY).texts()).containsExactly("cat", "dog");
        }
    }

    @Test
    void partsOfObjectsAreNeverEmbeddings() throws IOException {
        Path tensors = Path.of("../core/src/test/resources/tensors");
        try (EmbeddingFile file = EmbeddingFiles.open(tensors.resolve("sparse_coo.pth"))) {
            assertThatThrownBy(() -> file.matrix(Optional.empty(), Side.GALLERY))
                    .hasMessageContaining("to_dense()");
            assertThatThrownBy(() -> file.values(Optional.empty(), Side.GALLERY))
                    .hasMessageContaining("to_dense()");
        }
        try (EmbeddingFile file = EmbeddingFiles.open(tensors.resolve("np_named.npz"))) {
            assertThat(file.matrix(Optional.empty(), Side.GALLERY).rows()).isEqualTo(2);
            assertThat(file.values(Optional.of("names"), Side.GALLERY).texts()).containsExactly("ä", "b");
        }
        try (EmbeddingFile file = EmbeddingFiles.open(tensors.resolve("np_strings.npy"))) {
            assertThat(file.values(Optional.empty(), Side.GALLERY).texts()).containsExactly("ab", "c");
        }
    }

    @Test
    void theNameBeforeTheColonIsTheFileThatExists() throws IOException {
        Path odd = folder.resolve("a:b.npy");
        NpyWriter.write(odd, Tensor.of(new float[2], 1, 2));
        assertThat(EmbeddingSource.parse(odd.toString()).column()).isEmpty();
        EmbeddingSource column = EmbeddingSource.parse(odd + ":x/y");
        assertThat(column.path()).isEqualTo(odd);
        assertThat(column.column()).contains("x/y");
        EmbeddingSource missing = EmbeddingSource.parse(folder.resolve("none:x").toString());
        assertThatThrownBy(missing::open).isInstanceOf(IOException.class).hasMessageContaining("none:x: no such file");
    }

    @Test
    void largeRowsAreDecodedIntoAMappedFile() throws IOException {
        int rows = 70_000;
        try (var decoded = new dev.icfrr.embeddings.data.DecodedRows(dev.icfrr.tensor.DType.FLOAT32, rows, 1000)) {
            float[] last = new float[1000];
            Arrays.fill(last, 2.5f);
            decoded.put(999L * 1000, last, 0, 1000);
            float[] row = new float[1000];
            decoded.matrix().copyRow(999, row);
            assertThat(row).isEqualTo(last);
            decoded.matrix().copyRow(rows - 1, row);
            assertThat(row).containsOnly(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ann.hdf5, 150",
        "variety.h5, 150",
        "types.parquet, 300",
        "zstd.parquet, 150",
        "flat_ip.faiss, 200",
        "map2.faiss, 200"
    })
    void damagedFilesAreRefusedOrRead(String name, int rounds) throws IOException {
        byte[] valid = Files.readAllBytes(GOLDEN.resolve(name));
        Random random = new Random(seed.value() + name.hashCode());
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(valid, random.nextInt(valid.length)) : valid.clone();
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Path path = folder.resolve(round + name);
            Files.write(path, bytes);
            for (String column : List.of("", "train", "half", "group/gzip", "fixed", "emb")) {
                try (EmbeddingFile file = EmbeddingFiles.open(path)) {
                    Matrix matrix = file.matrix(Optional.of(column).filter(text -> !text.isEmpty()), Side.GALLERY);
                    double[] row = new double[matrix.columns()];
                    for (int i = 0; i < Math.min(20, matrix.rows()); i++) {
                        matrix.copyRow(i, row);
                    }
                    file.values(Optional.empty(), Side.GALLERY);
                } catch (IOException e) {
                    assertThat(e.getMessage()).contains(name);
                } catch (Throwable e) {
                    throw new AssertionError("%s, round %d, column %s".formatted(name, round, column), e);
                }
            }
            Files.delete(path);
        }
    }
}
