package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that files of PyTorch and NumPy are read to their values. */
class GoldenFilesTest {

    static Stream<String> pairs() throws IOException {
        try (Stream<Path> files = Files.list(Golden.folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pth"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .filter(name ->
                            Files.exists(Golden.file(name + ".npy")) || Files.exists(Golden.file(name + ".npz")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void readsPyTorchToTheValuesOfNumpy(String name) throws IOException {
        boolean several = Files.exists(Golden.file(name + ".npz"));
        try (TensorFile pth = TensorFiles.open(Golden.file(name + ".pth"));
                TensorFile npy = TensorFiles.open(Golden.file(name + (several ? ".npz" : ".npy")))) {
            assertThat(pth.tensors().keySet())
                    .containsExactlyElementsOf(npy.tensors().keySet());
            for (Map.Entry<String, Tensor> entry : npy.tensors().entrySet()) {
                assertSame(pth.tensor(entry.getKey()), entry.getValue());
            }
            pth.verify();
        }
    }

    static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        if (expected.dtype().isComplex()) {
            assertThat(actual.dtype()).isEqualTo(expected.dtype());
            assertThat(bytes(actual)).isEqualTo(bytes(expected));
        } else {
            assertThat(actual.toDoubleArray()).isEqualTo(expected.toDoubleArray());
            assertThat(actual.toFloatArray()).isEqualTo(expected.toFloatArray());
            if (expected.dtype().isInteger() && expected.dtype() != DType.UINT64) {
                assertThat(actual.toLongArray()).isEqualTo(expected.toLongArray());
            }
        }
    }

    private static byte[] bytes(Tensor tensor) {
        byte[] bytes = new byte[(int) tensor.byteSize()];
        tensor.copyBytes(0, tensor.count(), MemorySegment.ofArray(bytes));
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"})
    void readsBothByteOrdersOfNumpy(String code) throws IOException {
        try (TensorFile little = TensorFiles.open(Golden.file("np_" + code + ".npy"));
                TensorFile big = TensorFiles.open(Golden.file("np_big_" + code + ".npy"))) {
            assertSame(big.soleTensor(), little.soleTensor());
            assertThat(little.soleTensor().shape()).containsExactly(6, 5);
        }
    }

    @Test
    void readsFortranOrderScalarsAndLaterVersions() throws IOException {
        try (TensorFile fortran = TensorFiles.open(Golden.file("np_fortran.npy"));
                TensorFile zeroDim = TensorFiles.open(Golden.file("np_zero_dim.npy"));
                TensorFile second = TensorFiles.open(Golden.file("np_version_2.npy"));
                TensorFile third = TensorFiles.open(Golden.file("np_version_3.npy"))) {
            assertThat(fortran.soleTensor().getDouble(1, 2, 3)).isEqualTo(23);
            assertThat(fortran.soleTensor().toLongArray())
                    .isEqualTo(LongStream.range(0, 24).toArray());
            assertThat(zeroDim.soleTensor().getDouble()).isEqualTo(1.5);
            assertThat(second.soleTensor().toIntArray()).containsExactly(0, 1, 2);
            assertThat(third.soleTensor().toIntArray()).containsExactly(0, 1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"np_pair.npz", "np_pair_compressed.npz"})
    void readsStoredAndDeflatedArchives(String name) throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file(name))) {
            assertThat(file.kind()).isEqualTo(TensorFile.Kind.NPZ);
            assertThat(file.tensor("a").toIntArray()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(file.tensor("b").toIntArray()).containsExactly(0, 1, 2);
            assertThat(file.verify()).isEqualTo(2);
        }
    }

    @Test
    void readsFilesOfVectors() throws IOException {
        try (TensorFile floats = TensorFiles.open(Golden.file("three.fvecs"));
                TensorFile ints = TensorFiles.open(Golden.file("three.ivecs"));
                TensorFile bytes = TensorFiles.open(Golden.file("three.bvecs"))) {
            assertThat(floats.soleTensor().toFloatArray()).containsExactly(1.5f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            assertThat(ints.soleTensor().toIntArray()).containsExactly(1, -2, 3, 4, 5, 6);
            assertThat(bytes.soleTensor().toIntArray()).containsExactly(1, 200, 3, 4, 5, 6, 7, 8, 255);
        }
    }

    @Test
    void readsPlainValuesAndInertPartsOfACheckpoint() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("checkpoint.pth"))) {
            assertThat(file.find("epoch")).hasToString("Optional[12]");
            assertThat(file.find("args.name")).contains(new Value.Text("vit é"));
            assertThat(file.find("args.lr")).contains(new Value.Real(1e-3));
            assertThat(file.find("numpy_scalar")).contains(new Value.Real(0.25));
            assertThat(file.find("dtype")).contains(new Value.Global("torch", "float16"));
            assertThat(file.find("size[1]")).hasToString("Optional[3]");
            assertThat(file.find("default.k[0]")).hasToString("Optional[1]");
            assertThat(file.find("list[8]")).hasToString("Optional[1180591620717411303424]");
            assertThat(file.find("list[10]").orElseThrow())
                    .isInstanceOfSatisfying(
                            Value.Bytes.class,
                            bytes -> assertThat(bytes.value()).containsExactly(0, 255));
            assertThat(file.find("list[6]")).hasToString("Optional[set of 1]");
            assertThat(file.find("[1]")).contains(new Value.Text("int key"));
            assertThat(file.find("ordered").orElseThrow())
                    .isInstanceOfSatisfying(
                            Value.Dict.class,
                            dict -> assertThat(dict.isOrdered()).isTrue());
            assertThat(file.find("model").orElseThrow())
                    .isInstanceOfSatisfying(
                            Value.Dict.class,
                            dict -> assertThat(dict.attributes()).isPresent());
            assertThat(file.tensor("numpy").toIntArray()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(file.tensor("fortran").toIntArray()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(file.tensor("parameter").toFloatArray()).containsOnly(1);
            assertThat(file.tensor("requires_grad").toFloatArray()).containsOnly(1);
            assertThat(file.tensor("tied[2]").toFloatArray()).containsExactly(2, 3);
            assertThat(file.tensors()).containsKeys("model.fc.weight", "tied[0]", "tied[1]");
            assertThat(file.inert()).containsKeys("args", "numpy_strings", "quantized", "sparse");
            assertThatThrownBy(() -> file.tensor("quantized"))
                    .isInstanceOf(TensorFormatException.class)
                    .hasMessageContaining("quantized")
                    .hasMessageContaining("dequantize()");
            assertThatThrownBy(() -> file.tensor("nothing")).hasMessageContaining("model.fc.weight");
            assertThatThrownBy(file::soleTensor).hasMessageContaining("tensors, name one of");
        }
    }

    @Test
    void neverRunsCodeOfAFile() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("hostile_reduce.pth"))) {
            Value.Opaque hostile = file.inert().get("x");
            assertThat(hostile.type().name()).isEqualTo("system");
            assertThat(hostile.arguments()).hasToString("tuple of 1");
            assertThatThrownBy(() -> file.tensor("x"))
                    .hasMessageContaining("system")
                    .hasMessageContaining("inert");
            assertThat(file.soleTensor().shape()).containsExactly(2, 5);
        }
        assertThat(Path.of("icfrr-pickle-was-executed")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "truncated.pth | cut off",
                "legacy_truncated.pth | storage",
                "legacy_truncated.pth | cut off",
                "empty.pth | empty",
                "not_a_tensor_file.pth | neither a PyTorch nor a NumPy file",
                "git_lfs_pointer.pth | git lfs pull",
                "plain_pickle.pth | torch.save",
                "storage_missing.pth | archive/data/0",
                "storage_too_short.pth | 116 bytes",
                "uneven.fvecs | vector 1 has 7 dimensions",
                "np_string_grid.npy | <U2",
                "np_objects.npy | no strings, objects",
                "np_records.npy | records",
                "np_dates.npy | M8[D]"
            })
    void namesTheFaultOfADamagedFile(String name, String fault) {
        assertThatThrownBy(() -> TensorFiles.open(Golden.file(name)))
                .isInstanceOf(TensorFormatException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(fault);
    }

    @Test
    void readsTheReferenceFiles() throws IOException {
        String given = System.getProperty("icfrr.reference", "");
        Path folder =
                Path.of(given.isEmpty() ? "../../shared/reference" : given).resolve("torch");
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: no reference data at " + folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches("truncated.pth|not_a_zip.pth|zero_length.pth")) {
                    assertThatThrownBy(() -> TensorFiles.open(file))
                            .isInstanceOf(TensorFormatException.class)
                            .hasMessageContaining(name);
                    continue;
                }
                Path values = folder.resolve(name.replace(".pth", ".npy"));
                try (TensorFile opened = TensorFiles.open(file)) {
                    assertThat(opened.tensors().isEmpty()).isEqualTo(name.equals("hostile_reduce.pth"));
                    if (name.endsWith(".pth") && Files.exists(values)) {
                        try (TensorFile expected = TensorFiles.open(values)) {
                            assertSame(opened.soleTensor(), expected.soleTensor());
                        }
                    }
                }
            }
        }
    }
}
