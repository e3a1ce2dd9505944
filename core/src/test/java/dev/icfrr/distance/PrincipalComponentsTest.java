package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
    private static final int ROWS = 500;
    private static final int COLUMNS = 288;
    private static final int COUNT = 64;

    @Test
    void directionsAreOrthogonalAndCoverMostOfTheSpread() {
        float[] values = valuesWhoseSpreadFallsWithTheColumn();
        PrincipalComponents components =
                PrincipalComponents.of(Matrix.of(ROWS, COLUMNS, values), COUNT, new Parallelism(1));
        float[] directions = components.rows(COUNT, COUNT);

        double covered = 0;
        for (int a = 0; a < COUNT; a++) {
            for (int b = 0; b <= a; b++) {
                assertThat(dot(directions, a, directions, b)).isCloseTo(a == b ? 1 : 0, within(1e-5));
            }
            for (int row = 0; row < ROWS; row++) {
                covered += Math.pow(dot(directions, a, values, row), 2);
            }
        }
        double total = IntStream.range(0, values.length)
                .mapToDouble(i -> (double) values[i] * values[i])
                .sum();
        // The first 64 columns, which span nearly the best directions, have 0.84 of the sum of squares.
        assertThat(covered / total).isBetween(0.84, 1.0);
    }

    private static float[] valuesWhoseSpreadFallsWithTheColumn() {
        Random random = new Random(21);
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / (1 + i % COLUMNS / 16.0));
        }
        return values;
    }

    private static double dot(float[] a, int aRow, float[] b, int bRow) {
        double sum = 0;
        for (int k = 0; k < COLUMNS; k++) {
            sum += (double) a[aRow * COLUMNS + k] * b[bRow * COLUMNS + k];
        }
        return sum;
    }
}
