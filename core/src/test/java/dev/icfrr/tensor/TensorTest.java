package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.testing.Seed;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TensorTest {

    @RegisterExtension
    final Seed seed = new Seed(4711);

    @Test
    void copyingAViewGivesTheElementsOfSingleAccess() {
        Random random = seed.random();
        for (int round = 0; round < 300; round++) {
            int rank = random.nextInt(5);
            long[] shape = new long[rank];
            long[] strides = new long[rank];
            for (int d = 0; d < rank; d++) {
                shape[d] = random.nextInt(5);
                strides[d] = random.nextInt(7);
            }
            double[] values = random.doubles(200).toArray();
            Tensor tensor = Tensor.view(
                    DType.FLOAT64, MemorySegment.ofArray(values), ByteOrder.nativeOrder(), 3, shape, strides);
            double[] expected = new double[(int) tensor.count()];
            for (int i = 0; i < expected.length; i++) {
                long[] index = new long[rank];
                int rest = i;
                for (int d = rank - 1; d >= 0; d--) {
                    index[d] = rest % shape[d];
                    rest /= (int) shape[d];
                }
                expected[i] = tensor.getDouble(index);
            }
            assertThat(tensor.toDoubleArray()).as("round %d", round).isEqualTo(expected);
            int from = expected.length == 0 ? 0 : random.nextInt(expected.length);
            float[] part = new float[expected.length - from + 2];
            tensor.copyTo(from, part, 1, expected.length - from);
            for (int i = from; i < expected.length; i++) {
                assertThat(part[i - from + 1]).isEqualTo((float) expected[i]);
            }
        }
    }

    @Test
    void matrixReadsRowsOfEveryRealType() {
        for (DType dtype : DType.values()) {
            Tensor tensor = Tensor.ofBytes(dtype, new byte[6 * dtype.bytes()], 2, 3);
            if (dtype.isComplex()) {
                assertThatThrownBy(tensor::asMatrix).hasMessageContaining(dtype.torchName());
                continue;
            }
            Matrix matrix = tensor.asMatrix();
            double[] row = new double[3];
            matrix.copyRow(1, row);
            matrix.copyRow(1, new float[3]);
            assertThat(row).containsOnly(dtype == DType.FLOAT8_E8M0FNU ? 0x1p-127 : 0);
            assertThat(matrix.isSinglePrecision()).isEqualTo(dtype.isSinglePrecision());
            assertThatThrownBy(() -> matrix.copyRow(2, row)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aViewMayHaveMoreElementsThanAnArray() {
        float[] one = {1, 2, 3};
        Tensor tensor = Tensor.view(
                DType.FLOAT32,
                MemorySegment.ofArray(one),
                ByteOrder.nativeOrder(),
                0,
                new long[] {2_000_000_000, 3},
                new long[] {0, 1});
        float[] row = new float[3];
        tensor.asMatrix().copyRow(1_999_999_999, row);
        assertThat(row).containsExactly(1, 2, 3);
        assertThat(tensor.repeatsElements()).isTrue();
        assertThatThrownBy(tensor::toFloatArray).hasMessageContaining("does not fit a Java array");
    }

    @Test
    void refusesViewsThatLeaveTheirStorage() {
        assertRefused("needs 7 elements", 1, new long[] {2, 3}, new long[] {3, 1});
        assertRefused("needs 6 elements", 0, new long[] {2}, new long[] {5});
        assertRefused("negative size", 0, new long[] {-1}, new long[] {1});
        assertRefused("negative stride", 4, new long[] {2}, new long[] {-1});
        assertRefused("needs", -1, new long[] {1}, new long[] {1});
        assertRefused("needs 9 elements", 9, new long[] {0}, new long[] {1});
        assertRefused("more elements than can be counted", 0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0});
        assertRefused("overflows", 0, new long[] {3, 3}, new long[] {Long.MAX_VALUE / 2, 1});
        assertRefused("does not fit strides", 0, new long[] {1, 1}, new long[] {1});
        assertRefused("dimensions", 0, new long[65], new long[65]);
    }

    private static void assertRefused(String fault, long offset, long[] shape, long[] strides) {
        float[] five = new float[5];
        assertThatThrownBy(() -> Tensor.view(
                        DType.FLOAT32, MemorySegment.ofArray(five), ByteOrder.nativeOrder(), offset, shape, strides))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void wholeNumbersAreExactOrRefused() {
        assertThat(Tensor.of(new double[] {1, -3}, 2).toLongArray()).containsExactly(1, -3);
        assertThatThrownBy(() -> Tensor.of(new double[] {0.5}, 1).toLongArray()).hasMessageContaining("0.5");
        assertThatThrownBy(() -> Tensor.of(new double[] {Double.NaN}, 1).toLongArray())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.of(new double[] {0x1p63}, 1).toLongArray())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.of(new long[] {1L << 31}, 1).toIntArray())
                .hasMessageContaining("32 bits");
        byte[] ones = {-1, -1, -1, -1, -1, -1, -1, -1};
        Tensor unsigned = Tensor.ofBytes(DType.UINT64, ones, 1);
        assertThat(unsigned.getDouble(0)).isEqualTo(0x1p64);
        assertThatThrownBy(() -> unsigned.getLong(0)).hasMessageContaining("18446744073709551615");
        assertThat(Tensor.ofBytes(DType.UINT32, ones, 2).getLong(1)).isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void decodesEightBitFloatingTypes() {
        byte[] bits = {0x00, 0x01, 0x38, 0x7E, 0x7F, (byte) 0x80, (byte) 0xB8, 0x7C};
        assertThat(Tensor.ofBytes(DType.FLOAT8_E4M3FN, bits, 8).toDoubleArray())
                .containsExactly(0, 0x1p-9, 1, 448, Double.NaN, -0.0, -1, 384);
        assertThat(Tensor.ofBytes(DType.FLOAT8_E4M3FNUZ, bits, 8).toDoubleArray())
                .containsExactly(0, 0x1p-10, 0.5, 224, 240, Double.NaN, -0.5, 192);
        assertThat(Tensor.ofBytes(DType.FLOAT8_E5M2, bits, 8).toDoubleArray())
                .containsExactly(0, 0x1p-16, 0.5, Double.NaN, Double.NaN, -0.0, -0.5, Double.POSITIVE_INFINITY);
        assertThat(Tensor.ofBytes(DType.FLOAT8_E5M2FNUZ, bits, 8).toDoubleArray())
                .containsExactly(0, 0x1p-17, 0.25, 49152, 57344, Double.NaN, -0.25, 32768);
        assertThat(Tensor.ofBytes(DType.FLOAT8_E8M0FNU, new byte[] {127, 126, -1}, 3)
                        .toDoubleArray())
                .containsExactly(1, 0.5, Double.NaN);
    }

    @Test
    void selectReturnsAPartOfTheFirstDimension() {
        Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(tensor.select(1).toFloatArray()).containsExactly(4, 5, 6);
        assertThat(tensor.select(1).select(2).getDouble()).isEqualTo(6);
        assertThatThrownBy(() -> tensor.select(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.getDouble(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.getDouble(0)).hasMessageContaining("1 indices");
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3)).hasMessageContaining("does not fit 5 values");
    }
}
