package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SplitHalfCheckTest {
    private static final int DIMENSIONS = 24;
    private static final ParameterRequest EIGHT = new ParameterRequest(8, 8, IcfrrParameters.DEFAULTS);

    /** Features around centers of classes; with spread 0 for the centers they are noise. */
    private static Matrix features(int rows, int classes, double centers, long seed) {
        Random random = new Random(7);
        double[][] middle = new double[classes][DIMENSIONS];
        for (double[] center : middle) {
            for (int k = 0; k < DIMENSIONS; k++) {
                center[k] = centers * random.nextGaussian();
            }
        }
        Random noise = new Random(seed);
        double[] values = new double[rows * DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = middle[i / DIMENSIONS % classes][i % DIMENSIONS] + noise.nextGaussian();
        }
        return Matrix.of(rows, DIMENSIONS, values);
    }

    @Test
    void groupsThatBothHalvesSeeAreNoHarm() {
        SplitHalfCheck check =
                SplitHalfCheck.of(features(40, 8, 0.7, 1), features(400, 8, 0.7, 2), EIGHT, new Parallelism(2));
        assertThat(check.difference()).isPositive();
        assertThat(check.predictsHarm()).isFalse();
        assertThat(check.summary()).startsWith("split halves +").contains("not likely to harm");
    }

    @Test
    void noiseGivesNoGain() {
        SplitHalfCheck check =
                SplitHalfCheck.of(features(40, 8, 0, 1), features(400, 8, 0, 2), EIGHT, new Parallelism(2));
        assertThat(check.difference()).isBetween(-0.05, 0.02);
        assertThat(new SplitHalfCheck(-0.02).predictsHarm()).isTrue();
        assertThat(new SplitHalfCheck(-0.02).summary()).contains("split halves -0.020: re-ranking is likely to harm");
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        Matrix queries = features(300, 5, 0.5, 3);
        Matrix gallery = features(200, 5, 0.5, 4);
        assertThat(SplitHalfCheck.of(queries, gallery, EIGHT, new Parallelism(3)))
                .isEqualTo(SplitHalfCheck.of(queries, gallery, EIGHT, new Parallelism(1)));
    }

    @Test
    void smallAndFlatDataGiveZeroOrMore() {
        for (int size : new int[] {1, 2, 5}) {
            Matrix one = Matrix.of(size, 1, new double[size]);
            assertThat(SplitHalfCheck.of(one, one, EIGHT, new Parallelism(1)).difference())
                    .isZero();
        }
    }
}
