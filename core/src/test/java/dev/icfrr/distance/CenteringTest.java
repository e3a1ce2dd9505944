package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.matrix.Matrix;
import org.junit.jupiter.api.Test;

class CenteringTest {
    private static float[] row(Matrix matrix, int row) {
        float[] values = new float[matrix.columns()];
        matrix.copyRow(row, values);
        return values;
    }

    @Test
    void featuresMoveByTheMeanOfTheirDomainAndGetUnitLength() {
        Matrix gallery = Matrix.ofRows(new float[][] {{1, 0}, {3, 0}, {2, 3}});
        Centering centering = Centering.of(Matrix.ofRows(new float[][] {{5, 5}}), gallery);

        // The mean is (2, 1): (-1, -1), (1, -1), (0, 2).
        Matrix centered = centering.gallery(gallery);
        assertThat(row(centered, 0)).containsExactly((float) -Math.sqrt(0.5), (float) -Math.sqrt(0.5));
        assertThat(row(centered, 2)).containsExactly(0, 1);
    }

    @Test
    void theMeanOfFewQueriesIsDrawnTowardsTheGallerys() {
        double[] gallery = {0, 0};
        double[] queries = {1, 0};
        // One query counts 1 / 11, forty count 40 / 50, fifty count in full.
        for (double[] expected : new double[][] {{0, 0}, {1, 1 / 11.0}, {40, 0.8}, {50, 1}, {1000, 1}}) {
            float[] moved = Centering.of(gallery, queries, (long) expected[0]).query(new float[] {3, 4});
            double x = 3 - expected[1];
            assertThat((double) moved[0]).isCloseTo(x / Math.hypot(x, 4), within(1e-6));
        }
    }

    @Test
    void aFeatureAtTheCenterBecomesZeros() {
        Centering centering = Centering.of(new double[] {1, 2}, new double[2], 0);

        assertThat(centering.query(new float[] {1, 2})).containsExactly(0, 0);
    }

    @Test
    void featuresOfAnotherLengthAreRefused() {
        assertThatThrownBy(() -> Centering.of(Matrix.of(1, 2, new float[2]), Matrix.of(1, 3, new float[3])))
                .isInstanceOf(IllegalArgumentException.class);
        Centering centering = Centering.of(new double[2], new double[2], 0);
        assertThatThrownBy(() -> centering.query(new float[3])).hasMessageContaining("3 values");
    }
}
