package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnnGraphApproximateTest {
    private static final long SEED = 77;
    private static final int SIZE = 5000;
    private static final int COLUMNS = 24;
    private static final int KG = 20;

    private final Matrix clustered = clustered(SIZE, 60, 0.4);

    @Test
    void mostNeighborsOfClusteredFeaturesAreFoundAmongFewPairs() {
        ApproximateKnn found = approximate(clustered, 0.95, 2);
        assertThat(found.recall()).isGreaterThanOrEqualTo(0.95);
        assertThat(found.compared()).isLessThan(0.4);
        assertThat(found.sampled()).isEqualTo(400);
        assertThat(recall(found.graph(), clustered)).isCloseTo(found.recall(), within(0.03));
    }

    @Test
    void whatIsFoundIsInOrderOfDistance() {
        KnnGraph graph = approximate(clustered, 0.5, 2).graph();
        float[] own = new float[COLUMNS];
        float[] other = new float[COLUMNS];
        for (int item = 0; item < SIZE; item += 7) {
            clustered.copyRow(item, own);
            double last = 0;
            for (int neighbor : graph.neighbors(item)) {
                assertThat(neighbor).isNotEqualTo(item);
                clustered.copyRow(neighbor, other);
                double squared = 0;
                for (int k = 0; k < COLUMNS; k++) {
                    squared += Math.pow((double) own[k] - other[k], 2);
                }
                assertThat(squared).isGreaterThanOrEqualTo(last * (1 - 1e-12));
                last = squared;
            }
            assertThat(Arrays.stream(graph.neighbors(item)).distinct()).hasSize(KG);
        }
    }

    @Test
    void theNumberOfThreadsMakesNoDifference() {
        ApproximateKnn one = approximate(clustered, 0.9, 1);
        ApproximateKnn four = approximate(clustered, 0.9, 4);
        assertThat(four.recall()).isEqualTo(one.recall());
        assertThat(four.compared()).isEqualTo(one.compared());
        for (int item = 0; item < SIZE; item++) {
            assertThat(four.graph().neighbors(item)).isEqualTo(one.graph().neighbors(item));
        }
    }

    @Test
    void noiseEndsBelowTheRecallWantedAndSaysWhatItReached() {
        Matrix noise = clustered(SIZE, 1, 1);
        ApproximateKnn found = approximate(noise, 1, 2);
        assertThat(found.recall()).isLessThan(1);
        assertThat(found.compared()).isBetween(0.1, 0.6);
        assertThat(recall(found.graph(), noise)).isCloseTo(found.recall(), within(0.05));
    }

    @Test
    void smallGalleriesAndDuplicatesAreExact() {
        float[] values = new float[300 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 3 % 5;
        }
        for (int size : new int[] {1, 2, 150, 300}) {
            Matrix features = Matrix.of(size, 3, Arrays.copyOf(values, size * 3));
            ApproximateKnn found =
                    new KnnGraphBuilder(400, SelfMatch.INDEX, new Parallelism(2), null).approximate(features, 1, SEED);
            KnnGraph exact = new KnnGraphBuilder(400, SelfMatch.INDEX, new Parallelism(2), null).exact(features);
            assertThat(found.recall()).isEqualTo(1);
            for (int item = 0; item < size; item++) {
                assertThat(found.graph().neighbors(item)).isEqualTo(exact.neighbors(item));
            }
        }
    }

    @Test
    void anImpossibleRecallIsRefused() {
        for (double recall : new double[] {0, -1, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> approximate(clustered, recall, 1)).hasMessageContaining("recall");
        }
    }

    private static ApproximateKnn approximate(Matrix features, double recall, int threads) {
        return new KnnGraphBuilder(KG, SelfMatch.INDEX, new Parallelism(threads), null)
                .approximate(features, recall, SEED);
    }

    /** Of every item's true neighbors the share found, the item itself counted as found. */
    private static double recall(KnnGraph found, Matrix features) {
        KnnGraph exact = new KnnGraphBuilder(KG, SelfMatch.INDEX, new Parallelism(2), null).exact(features);
        long hits = SIZE;
        for (int item = 0; item < SIZE; item++) {
            int[] sorted = exact.neighbors(item);
            Arrays.sort(sorted);
            hits += Arrays.stream(found.neighbors(item))
                    .filter(neighbor -> Arrays.binarySearch(sorted, neighbor) >= 0)
                    .count();
        }
        return hits / ((KG + 1.0) * SIZE);
    }

    private static Matrix clustered(int size, int clusters, double spread) {
        Random random = new Random(SEED);
        float[] centers = new float[clusters * COLUMNS];
        for (int i = 0; i < centers.length; i++) {
            centers[i] = (float) random.nextGaussian();
        }
        float[] values = new float[size * COLUMNS];
        for (int i = 0; i < size; i++) {
            int cluster = random.nextInt(clusters);
            for (int k = 0; k < COLUMNS; k++) {
                values[i * COLUMNS + k] = (float) (centers[cluster * COLUMNS + k] + spread * random.nextGaussian());
            }
        }
        return Matrix.of(size, COLUMNS, values);
    }
}
