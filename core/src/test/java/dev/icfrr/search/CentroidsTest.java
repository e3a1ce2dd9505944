package dev.icfrr.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.FeatureBlock;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cells follow the clumps of a sample, and lists of queries are those of all distances sorted. */
class CentroidsTest {
    private static final long SEED = 11;

    @Test
    void everyClumpHasItsCells() {
        Random random = new Random(SEED);
        float[] values = new float[900 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (100 + 20 * (i / 3 % 4) * (i % 3) + 0.1 * random.nextGaussian());
        }
        Matrix sample = Matrix.of(900, 3, values);
        Centroids cells = Centroids.of(sample, 16, SEED, Parallelism.allCores());
        assertThat(cells.count()).isEqualTo(16);
        int[] nearest = cells.search(Parallelism.allCores()).of(sample, 2);
        double[] center = new double[3];
        float[] row = new float[3];
        for (int i = 0; i < 900; i++) {
            assertThat(nearest[2 * i + 1]).isNotEqualTo(nearest[2 * i]);
            cells.centers().copyRow(nearest[2 * i], center);
            sample.copyRow(i, row);
            for (int k = 0; k < 3; k++) {
                assertThat(Math.abs(center[k] - row[k]))
                        .as("row %d, seed %d", i, SEED)
                        .isLessThan(1);
            }
        }
    }

    @Test
    void noMoreCellsThanDistinctFeatures() {
        Centroids cells =
                Centroids.of(Matrix.of(6, 1, new float[] {1, 2, 1, 2, 1, 2}), 5, SEED, Parallelism.allCores());
        assertThat(cells.count()).isEqualTo(2);
        assertThat(cells.search(Parallelism.allCores()).of(Matrix.of(1, 1, new float[] {1.1f}), 2))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void listsOfQueriesAreSortedByDistanceThenIndex() {
        FeatureBlock part = new FeatureBlock(new int[] {2, 3, 8, 9}, Matrix.of(4, 1, new float[] {0, 4, 1, 2}));
        KnnCandidates found = KnnCandidates.ofQueries(new int[] {5, 6}, Matrix.of(2, 1, new float[] {1, 3}), part, 3);
        assertThat(found.items()).containsExactly(5, 6);
        assertThat(found.neighbors()).containsExactly(8, 2, 9, 3, 9, 8);
        assertThat(found.squared()).containsExactly(0, 1, 1, 1, 1, 4);
        assertThat(KnnCandidates.ofQueries(new int[] {0}, Matrix.of(1, 1, new float[1]), part, 100)
                        .neighbors())
                .hasSize(4);
    }
}
