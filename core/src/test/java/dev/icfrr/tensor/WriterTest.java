package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriterTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyTypeComesBack(DType dtype) throws IOException {
        byte[] bytes = new byte[12 * dtype.bytes()];
        new Random(5).nextBytes(bytes);
        Tensor tensor = Tensor.ofBytes(dtype, bytes, 3, 4);
        Path pth = folder.resolve("t é.pth");
        PthWriter.write(pth, tensor);
        try (TensorFile file = TensorFiles.open(pth)) {
            assertThat(file.soleTensor().dtype()).isEqualTo(dtype);
            assertThat(file.verify()).isEqualTo(4);
            assertBytes(file.soleTensor(), bytes);
        }
        Path npy = folder.resolve("t.npy");
        if (dtype.numpyCode().isEmpty()) {
            assertThatThrownBy(() -> NpyWriter.write(npy, tensor)).hasMessageContaining("NumPy has no type");
            return;
        }
        NpyWriter.write(npy, tensor);
        try (TensorFile file = TensorFiles.open(npy)) {
            assertThat(file.soleTensor().dtype()).isEqualTo(dtype);
            assertThat(file.soleTensor().shape()).containsExactly(3, 4);
            assertBytes(file.soleTensor(), bytes);
        }
    }

    private static void assertBytes(Tensor tensor, byte[] expected) {
        byte[] bytes = new byte[expected.length];
        tensor.copyBytes(0, tensor.count(), MemorySegment.ofArray(bytes));
        assertThat(bytes).isEqualTo(expected);
    }

    /** Writes many short rows per buffer, and rows longer than a buffer. */
    @ParameterizedTest
    @ValueSource(ints = {3, 100_000})
    void consecutiveRowsComeBack(int columns) throws IOException {
        int rows = 150_000 / columns;
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2048;
        }
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT16)) {
            Path path = folder.resolve(dtype + ".pth");
            int some = rows * 2 / 3;
            try (RowWriter writer = PthWriter.create(path, dtype, rows, columns)) {
                writer.writeRows(
                        some, rows - some, java.util.Arrays.copyOfRange(values, some * columns, values.length));
                writer.writeRows(0, some, values);
                assertThatThrownBy(() -> writer.writeRows(0, 1, values)).hasMessageContaining("a second time");
                assertThatThrownBy(() -> writer.writeRows(rows, 1, values))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            try (TensorFile file = TensorFiles.open(path)) {
                assertThat(file.verify()).isPositive();
                float[] back = new float[values.length];
                file.soleTensor().copyTo(0, back, 0, back.length);
                assertThat(back).isEqualTo(values);
            }
        }
    }

    @Test
    void nestedValuesComeBack() throws IOException {
        Tensor weight = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("query", Tensor.of(new long[] {1, -1}, 2));
        root.put("scalar", Tensor.of(new double[] {0.5}));
        root.put("empty", Tensor.of(new int[0], 0, 7));
        root.put("state", Value.Dict.ordered(Map.of("fc.weight", weight)));
        root.put("same", weight);
        root.put("list", List.of(1, -70_000, 1L << 40, 2.5, "ü", true, List.of(), Map.of(), new byte[] {0, -1}));
        root.put("none", null);
        Path path = folder.resolve("value.pth");
        PthWriter.write(path, Value.of(root));
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.tensors().keySet()).containsExactly("query", "scalar", "empty", "state.fc.weight", "same");
            assertThat(file.tensor("query").toLongArray()).containsExactly(1, -1);
            assertThat(file.tensor("scalar").getDouble()).isEqualTo(0.5);
            assertThat(file.tensor("empty").shape()).containsExactly(0, 7);
            assertThat(file.tensor("same")).isSameAs(file.tensor("state.fc.weight"));
            assertThat(((Value.Sequence) file.find("list").orElseThrow()).items())
                    .map(Value::toString)
                    .containsExactly(
                            "1", "-70000", "1099511627776", "2.5", "'ü'", "True", "list of 0", "dict of 0", "2 bytes");
            assertThat(file.find("none")).contains(Value.None.NONE);
        }
        assertOnly("value.pth");
    }

    @Test
    void inertAndCyclicValuesAreNotWritten() throws IOException {
        Path path = folder.resolve("value.pth");
        assertThatThrownBy(() -> PthWriter.write(path, new Value.Global("os", "system")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("os.system");
        Value.Sequence cycle = new Value.Sequence(Value.Sequence.Kind.TUPLE, new ArrayList<>());
        cycle.add(cycle);
        assertThatThrownBy(() -> PthWriter.write(path, cycle)).hasMessageContaining("nested");
        assertOnly();
    }

    @Test
    void viewsAreWrittenInLogicalOrder() throws IOException {
        try (TensorFile views = TensorFiles.open(Golden.file("legacy_views.pth"))) {
            Path path = folder.resolve("views.pth");
            PthWriter.write(path, views.root());
            try (TensorFile file = TensorFiles.open(path)) {
                for (Map.Entry<String, Tensor> entry : views.tensors().entrySet()) {
                    assertThat(file.tensor(entry.getKey()).isContiguous()).isTrue();
                    GoldenFilesTest.assertSame(file.tensor(entry.getKey()), entry.getValue());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {ZipWriter.PLAIN_LIMIT, 100})
    void rowsFromManyThreadsMakeAValidFile(long plainLimit) throws IOException {
        int rows = 200;
        int columns = 333;
        Path path = folder.resolve("rows.pth");
        try (RowWriter writer = PthWriter.create(path, DType.INT64, rows, columns, plainLimit)) {
            assertThat(path).doesNotExist();
            IntStream.range(0, rows).parallel().forEach(row -> {
                try {
                    if (row % 2 == 0) {
                        writer.writeRow(
                                row,
                                IntStream.range(0, columns)
                                        .map(c -> row * 1000 + c)
                                        .toArray());
                    } else {
                        writer.writeRow(
                                row,
                                IntStream.range(0, columns)
                                        .mapToLong(c -> row * 1000 + c)
                                        .toArray());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.verify()).isEqualTo(4);
            long[] values = file.soleTensor().toLongArray();
            assertThat(values).hasSize(rows * columns);
            assertThat(IntStream.range(0, values.length).allMatch(i -> values[i] == i / columns * 1000L + i % columns))
                    .isTrue();
        }
        // Another reader of zip files agrees on sizes and checksums, in both forms.
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                byte[] content = zip.getInputStream(entry).readAllBytes();
                CRC32 crc = new CRC32();
                crc.update(content);
                assertThat(content).hasSize((int) entry.getSize());
                assertThat(crc.getValue()).isEqualTo(entry.getCrc());
            }
        }
        assertOnly("rows.pth");
    }

    @Test
    void contentsBeginAtMultiplesOf64() throws IOException {
        Path path = folder.resolve("aligned.pth");
        try (RowWriter writer = PthWriter.create(path, DType.FLOAT32, 1, 1)) {
            writer.writeRow(0, new float[] {1234.5f});
        }
        byte[] bytes = Files.readAllBytes(path);
        boolean found = false;
        for (int at = 0; at < bytes.length - 4; at += 64) {
            found |=
                    ByteBuffer.wrap(bytes, at, 4).order(ByteOrder.LITTLE_ENDIAN).getFloat() == 1234.5f;
        }
        assertThat(found).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void realRowsAreRoundedToTheType(DType dtype) throws IOException {
        double[] values = {0.1, 1.00390625, 1.01171875, -3e38, Double.NaN, Double.NEGATIVE_INFINITY, 65504};
        Path path = folder.resolve("real.pth");
        try (RowWriter writer = PthWriter.create(path, dtype, 1, values.length)) {
            writer.writeRow(0, values);
        }
        double[] expected = values.clone();
        for (int i = 0; i < values.length; i++) {
            expected[i] = switch (dtype) {
                case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) values[i]));
                case FLOAT32 -> (float) values[i];
                default -> values[i];
            };
        }
        if (dtype == DType.BFLOAT16) {
            // 1 + 1/256 is a tie between two values and goes to the even one, and so does 1 + 3/256.
            expected =
                    new double[] {0.10009765625, 1, 1.015625, -0x1.c4p127, Double.NaN, Double.NEGATIVE_INFINITY, 65536};
        }
        try (TensorFile file = TensorFiles.open(path)) {
            double[] actual = file.soleTensor().toDoubleArray();
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void incompleteFilesNeverAppear() throws IOException {
        Path path = folder.resolve("old.npy");
        Files.writeString(path, "old");
        assertThatThrownBy(() -> {
                    try (RowWriter writer = NpyWriter.create(path, DType.INT32, 3, 2)) {
                        writer.writeRow(2, new int[] {1, 2});
                        writer.writeRow(0, new int[] {1, 2});
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("row 1 of 3 is missing");
        RowWriter aborted = NpyWriter.create(path, DType.INT32, 1, 2);
        aborted.writeRow(0, new int[] {1, 2});
        aborted.abort();
        aborted.close();
        assertThat(path).hasContent("old");
        assertOnly("old.npy");
        try (RowWriter writer = NpyWriter.create(path, DType.INT32, 1, 2)) {
            writer.writeRow(0, new int[] {7, 8, 9});
        }
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.soleTensor().toIntArray()).containsExactly(7, 8);
        }
        assertOnly("old.npy");
    }

    @Test
    void unsuitableRowsAreRefused() throws IOException {
        Path path = folder.resolve("x.pth");
        RowWriter writer = PthWriter.create(path, DType.INT32, 3, 2);
        writer.writeRow(0, new int[2]);
        assertThatThrownBy(() -> writer.writeRow(0, new int[2])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.writeRow(3, new int[2])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.writeRow(1, new int[1])).hasMessageContaining("needs 2 values");
        assertThatThrownBy(() -> writer.writeRow(1, new float[2])).hasMessageContaining("int32");
        assertThatThrownBy(() -> writer.writeRow(2, new long[] {1L << 31, 0})).hasMessageContaining("does not fit");
        assertThatThrownBy(writer::close).hasMessageContaining("missing");
        assertOnly();
    }

    @Test
    void unsuitableTypesAndSizesAreRefused() throws IOException {
        Path path = folder.resolve("x.pth");
        assertThatThrownBy(() -> PthWriter.create(path, DType.BOOL, 1, 1)).hasMessageContaining("bool");
        assertThatThrownBy(() -> PthWriter.create(path, DType.INT32, -1, 1)).hasMessageContaining("-1 x 1");
        assertThatThrownBy(() -> PthWriter.create(path, DType.INT64, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertOnly();
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> PthWriter.create(folder.resolve("no/x.pth"), DType.INT32, 1, 1))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("folder does not exist");
    }

    @Test
    void aFolderIsNotOverwritten() {
        assertThatThrownBy(() -> PthWriter.create(folder, DType.INT32, 1, 1))
                .hasMessageContaining("not a regular file");
    }

    @Test
    void aFileLargerThanTheFreeSpaceIsRefused() throws IOException {
        Path path = folder.resolve("x.pth");
        assertThatThrownBy(() -> PthWriter.create(path, DType.INT64, Integer.MAX_VALUE, 1 << 26))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("are free on its disk");
        assertOnly();
    }

    @Test
    void emptyMatricesAreFiles() throws IOException {
        Path path = folder.resolve("empty.pth");
        PthWriter.create(path, DType.FLOAT32, 0, 5).close();
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.soleTensor().shape()).containsExactly(0, 5);
        }
        try (RowWriter writer = NpyWriter.create(path, DType.FLOAT32, 1, 0)) {
            writer.writeRow(0, new float[0]);
        }
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.kind()).isEqualTo(TensorFile.Kind.NPY);
            assertThat(file.soleTensor().shape()).containsExactly(1, 0);
        }
    }

    @Test
    void tensorsCannotBeReadAfterTheirFileIsClosed() throws IOException {
        TensorFile file = TensorFiles.open(Golden.file("float32.pth"));
        Tensor tensor = file.soleTensor();
        file.close();
        file.close();
        assertThatThrownBy(() -> tensor.getDouble(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void combinedChecksumsEqualTheChecksumOfTheWhole() {
        byte[] bytes = new byte[1000];
        new Random(3).nextBytes(bytes);
        for (int split : new int[] {0, 1, 8, 63, 500, 999, 1000}) {
            CRC32 first = new CRC32();
            first.update(bytes, 0, split);
            CRC32 second = new CRC32();
            second.update(bytes, split, bytes.length - split);
            CRC32 whole = new CRC32();
            whole.update(bytes);
            int combined =
                    new Crc32Combiner(bytes.length - split).combine((int) first.getValue(), (int) second.getValue());
            assertThat(combined).isEqualTo((int) whole.getValue());
        }
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }
}
