package dev.icfrr.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void allRowsAreCopiedRowAfterRow() {
        float[] values = {1, 2, 3, 4, 5, 6};
        Matrix matrix = Matrix.of(3, 2, values);
        assertThat(matrix.toFloatArray()).containsExactly(values).isNotSameAs(values);
        assertThat(matrix.selectRows(new int[] {2, 0}).toFloatArray()).containsExactly(5, 6, 1, 2);
    }

    @Test
    void copiesOfWiderValuesAreRounded() {
        assertThat(Matrix.of(1, 2, new double[] {0.1, 1e300}).toFloatArray())
                .containsExactly(0.1f, Float.POSITIVE_INFINITY);
    }

    @Test
    void aMatrixWithoutRowsOrColumnsHasNoValues() {
        assertThat(Matrix.of(0, 3, new float[0]).toFloatArray()).isEmpty();
        assertThat(Matrix.of(3, 0, new float[0]).toFloatArray()).isEmpty();
    }
}
