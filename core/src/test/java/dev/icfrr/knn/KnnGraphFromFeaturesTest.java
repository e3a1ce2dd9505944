package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists equal those of a plain sort of every row of canonical distances, on whatever features. */
class KnnGraphFromFeaturesTest {
    private static final long SEED = 41;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 17, 64, 129, 131, 300})
    void gaussianFeaturesOfAnyLength(int columns) {
        check(gaussian(450, columns, 1), columns, 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 191, 192, 193, 385})
    void galleriesOfAnySize(int size) {
        for (int kg : new int[] {1, 2, size, size + 10}) {
            check(gaussian(size, 5, 1), 5, kg);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-20, 1e-3, 1e18, 1e37})
    void featuresOfAnyScale(double scale) {
        check(gaussian(300, 20, scale), 20, 15);
    }

    @Test
    void normsThatDifferByManyOrders() {
        float[] features = gaussian(400, 12, 1);
        for (int i = 0; i < 400; i++) {
            float scale = (float) Math.pow(10, random.nextInt(40) - 20);
            for (int k = 0; k < 12; k++) {
                features[i * 12 + k] *= scale;
            }
        }
        check(features, 12, 30);
    }

    @Test
    void aLargeOffsetThatSinglePrecisionProductsWouldDrownIn() {
        float[] features = gaussian(500, 16, 1);
        for (int i = 0; i < features.length; i++) {
            features[i] = 1e6f + features[i];
        }
        check(features, 16, 25);
    }

    @Test
    void duplicatesByTheThousand() {
        float[] features = new float[1200 * 6];
        for (int i = 0; i < 1200; i++) {
            for (int k = 0; k < 6; k++) {
                features[i * 6 + k] = i % 3 == 0 ? 0.25f : (i % 7) * 0.5f;
            }
        }
        check(features, 6, 50);
    }

    @Test
    void farFewerDistinctFeaturesThanItems() {
        float[] features = new float[300 * 3];
        for (int i = 0; i < features.length; i++) {
            features[i] = i / 3 % 5;
        }
        check(features, 3, 400);
        check(features, 3, 150);
    }

    @Test
    void nearlyEqualFeaturesThatOnlyCanonicalDistancesTellApart() {
        float[] features = gaussian(700, 10, 1e-7);
        for (int i = 0; i < features.length; i += 10) {
            features[i] += (i / 10) % 2 == 0 ? 1 : -1;
        }
        check(features, 10, 20);
    }

    @Test
    void equallyDistantItemsAreOrderedByIndex() {
        float[] features = new float[600 * 30];
        for (int i = 0; i < 600; i++) {
            features[i * 30 + i % 30] = i % 60 < 30 ? 1 : -1;
        }
        check(features, 30, 100);
    }

    @Test
    void zeroVectorsAndNegativeZero() {
        float[] features = gaussian(200, 4, 1);
        for (int i = 0; i < 40; i++) {
            features[i] = i % 2 == 0 ? 0f : -0f;
        }
        check(features, 4, 20);
    }

    @Test
    void doublePrecisionFeatures() {
        double[] features = new double[400 * 9];
        for (int i = 0; i < features.length; i++) {
            features[i] = 1 + 1e-9 * random.nextGaussian();
        }
        assertExact(Matrix.of(400, 9, features), 30);
        for (int i = 0; i < features.length; i++) {
            features[i] = 1e120 * random.nextGaussian();
        }
        assertExact(Matrix.of(400, 9, features), 30);
    }

    @Test
    void featuresWithoutColumnsAreAllEqual() {
        assertThat(KnnGraph.fromFeatures(Matrix.of(4, 0, new float[0]), 2).neighbors(3))
                .containsExactly(1, 2);
    }

    @Test
    void whatIsNotFiniteIsNamed() {
        float[] features = gaussian(300, 7, 1);
        features[123 * 7 + 4] = Float.NaN;
        assertThatThrownBy(() -> KnnGraph.fromFeatures(Matrix.of(300, 7, features), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 123, column 4 holds NaN");
        double[] wide = {1, 2, 3, Double.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> KnnGraph.fromFeatures(Matrix.of(2, 2, wide), 5))
                .hasMessageContaining("row 1, column 1 holds -Infinity");
        wide[3] = 1e200;
        assertThatThrownBy(() -> KnnGraph.fromFeatures(Matrix.of(2, 2, wide), 5))
                .hasMessageContaining("row 1, column 1 holds 1.0E200, whose squared distances overflow");
    }

    @Test
    void progressNeverFallsWithinAStageAndEndsAtItsTotal() {
        record Step(String stage, long done, long total) {}
        List<Step> steps = new ArrayList<>();
        new KnnGraphBuilder(
                        5,
                        SelfMatch.INDEX,
                        new Parallelism(2),
                        (stage, done, total) -> steps.add(new Step(stage, done, total)))
                .exact(Matrix.of(700, 3, gaussian(700, 3, 1)));
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).stage().equals(steps.get(i - 1).stage())) {
                assertThat(steps.get(i).done()).isGreaterThan(steps.get(i - 1).done());
            } else {
                assertThat(steps.get(i - 1).done()).isEqualTo(steps.get(i - 1).total());
            }
        }
        assertThat(steps.getLast().done()).isEqualTo(steps.getLast().total());
    }

    private void check(float[] features, int columns, int kg) {
        assertExact(Matrix.of(features.length / columns, columns, features), kg);
    }

    private static void assertExact(Matrix features, int kg) {
        int size = features.rows();
        int wanted = Math.min(kg, size - 1);
        for (SelfMatch selfMatch : SelfMatch.values()) {
            KnnGraph graph = new KnnGraphBuilder(kg, selfMatch, new Parallelism(3), null).exact(features);
            double[][] rows = new double[size][features.columns()];
            for (int i = 0; i < size; i++) {
                features.copyRow(i, rows[i]);
            }
            for (int i = 0; i < size; i++) {
                int item = i;
                double[] distances = IntStream.range(0, size)
                        .mapToDouble(j -> canonical(rows[item], rows[j]))
                        .toArray();
                int[] sorted = IntStream.range(0, size)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingDouble(j -> distances[j])
                                .thenComparing(j -> j))
                        .limit(wanted + 1L)
                        .mapToInt(j -> j)
                        .toArray();
                int[] expected = new int[wanted];
                selfMatch.exclude(sorted, item, expected);
                assertThat(graph.neighbors(item))
                        .as("item %d, KG %d, %s, seed %d", item, kg, selfMatch, SEED)
                        .isEqualTo(expected);
            }
        }
    }

    private static double canonical(double[] a, double[] b) {
        double[] s = new double[8];
        for (int k = 0; k < a.length; k++) {
            double difference = a[k] - b[k];
            s[k % 8] = Math.fma(difference, difference, s[k % 8]);
        }
        return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }

    private float[] gaussian(int rows, int columns, double scale) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
