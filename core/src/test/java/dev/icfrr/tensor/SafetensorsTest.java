package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that safetensors files of every type are read and written, and that malformed headers are refused. */
class SafetensorsTest {

    @TempDir
    Path folder;

    @Test
    void readsEveryTypeToTheValuesOfNumpy() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("every_type.safetensors"));
                TensorFile expected = TensorFiles.open(Golden.file("every_type.npz"))) {
            assertThat(file.kind()).isEqualTo(TensorFile.Kind.SAFETENSORS);
            assertThat(file.tensors().keySet())
                    .containsExactlyInAnyOrderElementsOf(expected.tensors().keySet());
            for (Map.Entry<String, Tensor> entry : expected.tensors().entrySet()) {
                Tensor tensor = file.tensor(entry.getKey());
                GoldenFilesTest.assertSame(tensor, entry.getValue());
                assertThat(tensor.isContiguous()).isTrue();
            }
        }
    }

    @Test
    void emptyTensorsAndSingleNumbersAreTensors() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("empty_tensor.safetensors"))) {
            assertThat(file.tensor("e").shape()).containsExactly(0, 3);
            assertThat(file.tensor("s").getLong()).isEqualTo(7);
        }
    }

    @Test
    void typesThatShareBytesAreInertAndNamed() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("packed.safetensors"))) {
            assertThat(file.soleTensor().shape()).containsExactly(2, 3);
            assertThatThrownBy(() -> file.tensor("q"))
                    .isInstanceOf(TensorFormatException.class)
                    .hasMessageContaining("type F4")
                    .hasMessageContaining("save it as float32");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bad_gap | bytes 4 to 28",
                "bad_overlap | bytes 2 to 6",
                "bad_rest | 24 bytes, but 30 follow",
                "bad_short | has 24 bytes",
                "bad_shape | more elements than can be counted",
                "bad_offsets | 9223372036854775807",
                "bad_twice | twice",
                "bad_type | 'F33' is unknown",
                "bad_field | unknown field 'strides'",
                "bad_json | '}' is missing",
                "bad_nested | '{' is missing",
                "bad_length | 9223372036854775813 bytes does not fit",
                "bad_huge | 99000000 bytes does not fit"
            })
    void malformedHeadersAreRefused(String name, String fault) {
        assertThatThrownBy(() -> TensorFiles.open(Golden.file(name + ".safetensors")))
                .isInstanceOf(TensorFormatException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(fault);
    }

    @Test
    void theExtensionOfVectorsGoesBeforeTheWeakMark() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("looks_like_safetensors.ivecs"))) {
            assertThat(file.soleTensor().shape()).containsExactly(2, 10);
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void writesEveryTypeThatTheFormatHas(DType type) throws IOException {
        byte[] bytes = new byte[6 * type.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (type == DType.BOOL ? i % 2 : 37 * i + 1);
        }
        Tensor tensor = Tensor.ofBytes(type, bytes, 2, 3);
        Path path = folder.resolve("x.safetensors");
        if (SafetensorsTypes.name(type).isEmpty()) {
            assertThat(type.isComplex()).isTrue();
            assertThatThrownBy(() -> SafetensorsWriter.write(path, Map.of("x", tensor)))
                    .hasMessageContaining("no type " + type);
            assertThat(path).doesNotExist();
            return;
        }
        SafetensorsWriter.write(path, Map.of("x", tensor));
        try (TensorFile file = TensorFiles.open(path)) {
            GoldenFilesTest.assertSame(file.soleTensor(), tensor);
            assertThat(file.soleTensor().dtype()).isEqualTo(type);
        }
    }

    @Test
    void writesTheBytesOfTheFormatsOwnLibrary() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b\"é", Tensor.ofBytes(DType.UINT8, new byte[] {1, 2, 3}, 3));
        tensors.put("b", Tensor.of(new float[] {1}, 1));
        tensors.put("a", Tensor.of(new float[] {2, 3}, 1, 2));
        Path path = folder.resolve("x.safetensors");
        SafetensorsWriter.write(path, tensors);
        byte[] bytes = Files.readAllBytes(path);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(Arrays.copyOfRange(bytes, 8, 8 + length), StandardCharsets.UTF_8).stripTrailing())
                .isEqualTo("{\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                        + "\"b\\\"é\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[12,15]}}");
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.tensor("a").toFloatArray()).containsExactly(2, 3);
            assertThat(file.tensor("b\"é").toIntArray()).containsExactly(1, 2, 3);
        }
        assertThatThrownBy(() -> SafetensorsWriter.write(path, Map.of("__metadata__", Tensor.of(new float[1], 1))))
                .hasMessageContaining("__metadata__");
    }

    @Test
    void aTransposedViewIsWrittenInLogicalOrder() throws IOException {
        Path path = folder.resolve("x.safetensors");
        try (TensorFile view = TensorFiles.open(Golden.file("view_transposed.pth"))) {
            SafetensorsWriter.write(path, Map.of("x", view.soleTensor()));
        }
        try (TensorFile file = TensorFiles.open(path);
                TensorFile expected = TensorFiles.open(Golden.file("view_transposed.npy"))) {
            GoldenFilesTest.assertSame(file.soleTensor(), expected.soleTensor());
        }
    }
}
