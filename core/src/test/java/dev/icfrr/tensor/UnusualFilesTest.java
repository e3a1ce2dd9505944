package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks files in notations that PyTorch and NumPy read and seldom write, and what is said of files that are not read.
 */
class UnusualFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"head_tabs", "head_name", "head_quotes", "head_order"})
    void headersAreReadAsNumpyReadsThem(String name) throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file(name + ".npy"))) {
            assertThat(file.soleTensor().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(file.soleTensor().shape()).containsExactly(3, 4);
            assertThat(file.soleTensor().toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        }
    }

    @Test
    void everyNameOfATypeIsTheTypeThatNumpySays() throws IOException {
        int checked = 0;
        for (String line : Files.readAllLines(Golden.file("numpy_types.txt"))) {
            String name = line.substring(0, line.indexOf(' '));
            String said = line.substring(line.indexOf(' ') + 1);
            Optional<NumpyTypes.Described> type = NumpyTypes.describe(name);
            boolean number = said.matches("[<>|][biufc]\\d+") && !said.matches(".(f16|c32)");
            assertThat(type.isPresent()).as(name).isEqualTo(number);
            if (number) {
                assertThat(type.get().dtype().numpyCode()).as(name).contains(said.substring(1));
                assertThat(type.get().order() == ByteOrder.BIG_ENDIAN).as(name).isEqualTo(said.startsWith(">"));
            }
            checked++;
        }
        assertThat(checked).isEqualTo(85);
    }

    @Test
    void listsOfNumbersAreLabels() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("list_labels.pth"))) {
            assertThat(file.integers("query")).containsExactly(1, 1, 0);
            assertThat(file.integers("gallery")).containsExactly(2, 0, 1, 1L << 40);
        }
        try (TensorFile file = TensorFiles.open(Golden.file("checkpoint.pth"))) {
            assertThatThrownBy(() -> file.integers("list"))
                    .isInstanceOf(TensorFormatException.class)
                    .hasMessageContaining("item 1 is 2.5");
            assertThatThrownBy(() -> file.integers("parameter")).hasMessageContaining("float32");
        }
    }

    @Test
    void otherArraysOfAnArchiveAreInert() throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file("np_named.npz"))) {
            assertThat(file.soleTensor().shape()).containsExactly(2, 3);
            assertThat(file.find("names[0]")).contains(new Value.Text("ä"));
            assertThatThrownBy(() -> file.tensor("records")).hasMessageContaining("'[('a', '<f4')]'");
        }
    }

    @Test
    void listsOfStringsAreText() throws IOException {
        assertThat(texts("np_strings.npy")).containsExactly("ab", "c");
        assertThat(texts("np_strings_wide.npy")).containsExactly("ä", "", "犬😀");
        assertThat(texts("np_strings_bytes.npy")).containsExactly("cat", "dog fish");
        try (TensorFile file = TensorFiles.open(Golden.file("np_strings.npy"))) {
            assertThatThrownBy(file::soleTensor).hasMessageContaining("not a tensor but list of 2");
            assertThatThrownBy(file::soleIntegers).hasMessageContaining("item 0 is 'ab'");
        }
    }

    private static List<String> texts(String name) throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file(name))) {
            return ((Value.Sequence) file.root())
                    .items().stream().map(item -> ((Value.Text) item).value()).toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mark_neg.pth | resolve_neg()",
                "mark_conj.pth | resolve_conj()",
                "mark_unknown.pth | 'odd'",
                "sparse_coo.pth | save its to_dense()",
                "sparse_csr.pth | save its to_dense()",
                "scipy_sparse.npz | save its toarray()",
                "tensor_in_call.pth | posixpath.join"
            })
    void objectsThatAreNoTensorAreNamedWithTheWayOut(String name, String advice) throws IOException {
        try (TensorFile file = TensorFiles.open(Golden.file(name))) {
            assertThatThrownBy(file::soleTensor)
                    .isInstanceOf(TensorFormatException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining(advice);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "head_rest.npy | continues after its end",
                "matlab_5.mat | scipy.io.loadmat",
                "cut.fbin | 2 vectors of 2 dimensions of type float32 do not make the 19 bytes"
            })
    void filesThatAreNotReadAreNamed(String name, String advice) {
        assertThatThrownBy(() -> TensorFiles.open(Golden.file(name)))
                .isInstanceOf(TensorFormatException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(advice);
    }

    @Test
    void readsTheFilesOfLargeBenchmarks() throws IOException {
        try (TensorFile floats = TensorFiles.open(Golden.file("three.fbin"));
                TensorFile ints = TensorFiles.open(Golden.file("three.ibin"));
                TensorFile unsigned = TensorFiles.open(Golden.file("three.u8bin"));
                TensorFile signed = TensorFiles.open(Golden.file("three.i8bin"));
                TensorFile truth = TensorFiles.open(Golden.file("truth.ibin"))) {
            assertThat(floats.soleTensor().toFloatArray()).containsExactly(1.5f, 2, 3, 4, 5, 6);
            assertThat(ints.soleTensor().toIntArray()).containsExactly(1, -2, 3, 4, 5, 6);
            assertThat(unsigned.soleTensor().toIntArray()).containsExactly(1, 200, 3, 4, 5, 6, 7, 8, 255);
            assertThat(signed.soleTensor().toIntArray()).containsExactly(1, -100, 3, 4, 5, 6, 7, 8, -1);
            assertThat(signed.soleTensor().shape()).containsExactly(3, 3);
            assertThat(truth.tensor("neighbors").toIntArray()).containsExactly(3, 1, 0, 2);
            assertThat(truth.tensor("distances").toFloatArray()).containsExactly(0.5f, 0.75f, 0.25f, 1);
        }
    }
}
