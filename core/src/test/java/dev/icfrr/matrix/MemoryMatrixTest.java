package dev.icfrr.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class MemoryMatrixTest {
    private static final ValueLayout.OfFloat LITTLE_ENDIAN =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Test
    void rowsAreReadFromTheMemory() {
        MemorySegment memory = MemorySegment.ofArray(new byte[24]);
        for (int i = 0; i < 6; i++) {
            memory.setAtIndex(LITTLE_ENDIAN, i, i + 0.5f);
        }
        MemoryMatrix matrix = new MemoryMatrix(2, 3, memory);
        float[] single = new float[3];
        double[] wide = new double[3];
        matrix.copyRow(1, single);
        matrix.copyRow(0, wide);
        assertThat(single).containsExactly(3.5f, 4.5f, 5.5f);
        assertThat(wide).containsExactly(0.5, 1.5, 2.5);
        assertThat(FloatMemory.of(matrix)).isSameAs(memory);
        assertThatThrownBy(() -> matrix.copyRow(2, single)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void memoryOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> new MemoryMatrix(2, 3, MemorySegment.ofArray(new byte[20])))
                .hasMessage("a 2 x 3 matrix of floats cannot have 20 bytes");
    }
}
