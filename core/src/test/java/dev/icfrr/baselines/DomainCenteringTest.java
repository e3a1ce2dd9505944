package dev.icfrr.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DomainCenteringTest {
    private static final Parallelism ONE = new Parallelism(1);

    @Test
    void aShiftOfAllQueriesChangesNothing() {
        Matrix gallery = Blobs.gallery();
        double[] row = new double[gallery.columns()];
        double[] values = new double[100 * row.length];
        double[] shifted = values.clone();
        for (int i = 0; i < 100; i++) {
            gallery.copyRow(i, row);
            for (int k = 0; k < row.length; k++) {
                values[i * row.length + k] = row[k];
                shifted[i * row.length + k] = row[k] + 8 * (k % 3);
            }
        }
        int[][] expected = orders(Matrix.of(100, row.length, values), gallery);
        int[][] found = orders(Matrix.of(100, row.length, shifted), gallery);
        for (int query = 0; query < 100; query++) {
            // Rounding to single precision may swap neighbors of nearly equal distance.
            assertThat(found[query][0]).isEqualTo(expected[query][0]);
        }
    }

    @Test
    void theQueriesAreCenteredByTheirOwnMean() {
        Matrix gallery = Matrix.ofRows(new float[][] {{1, 0}, {3, 0}, {2, 3}});
        FeatureStage.Prepared prepared = new DomainCentering().prepare(Gallery.ofFeatures(gallery), ONE);
        float[] row = new float[2];
        Objects.requireNonNull(prepared.gallery().features()).copyRow(2, row);
        // The gallery's mean is (2, 1).
        assertThat(row).containsExactly(0, 1);
        float[][] queries = new float[50][];
        for (int i = 0; i < 50; i++) {
            queries[i] = new float[] {7, i % 2 == 0 ? 2 : 6};
        }
        Matrix moved = Objects.requireNonNull(prepared.queries(Queries.ofFeatures(Matrix.ofRows(queries)), ONE)
                .features());
        moved.copyRow(0, row);
        assertThat(row).containsExactly(0, -1);
        moved.copyRow(1, row);
        assertThat(row).containsExactly(0, 1);
    }

    private static int[][] orders(Matrix queries, Matrix gallery) {
        int[][] orders = new int[queries.rows()][];
        Methods.parse("center")
                .prepare(Gallery.ofFeatures(gallery), ONE)
                .scorer(Queries.ofFeatures(queries), ONE)
                .rankAll((query, order) -> orders[query] = order.clone(), ONE);
        return orders;
    }
}
