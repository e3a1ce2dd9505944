package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import org.junit.jupiter.api.Test;

class UnitLengthTest {
    @Test
    void rowsGetUnitLengthAndZerosStay() {
        Matrix scaled = UnitLength.scaled(Matrix.ofRows(new float[][] {{3, 4}, {0, 0}}));
        float[] row = new float[2];
        scaled.copyRow(0, row);
        assertThat(row).containsExactly(0.6f, 0.8f);
        scaled.copyRow(1, row);
        assertThat(row).containsExactly(0, 0);
    }

    @Test
    void theTypicalLengthIsTheMedian() {
        assertThat(UnitLength.typical(Matrix.ofRows(new float[][] {{1, 0}, {3, 4}, {0, 100}})))
                .isEqualTo(5);
        assertThat(UnitLength.typical(Matrix.of(0, 2, new float[0]))).isEqualTo(1);
    }
}
