package dev.icfrr.knn.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Features laid on a line in just the order in which they are gone through: what a row sees first is no sample of the
 * gallery but its very neighbors, and the estimates drawn from it are too strict.
 */
class UnsureRowsTest {
    private static final int WANTED = 50;

    @Test
    void fewRowsLeftUnsureAreComparedWithAll() {
        assertThat(findOnLine(250)).contains("order again").doesNotContain("products again");
    }

    @Test
    void manyRowsLeftUnsureAreSearchedAgain() {
        assertThat(findOnLine(1920)).contains("order again", "products again");
    }

    private static Set<String> findOnLine(int size) {
        int[] order = PackedRows.scattered(size);
        float[] place = new float[size];
        for (int position = 0; position < size; position++) {
            place[order[position]] = position;
        }
        int[][] found = new int[size][];
        Set<String> stages = new TreeSet<>();
        ExactNeighbors.find(
                Matrix.of(size, 1, place),
                WANTED,
                new Execution(Kernels.get(), new Parallelism(2), (stage, done, total) -> stages.add(stage)),
                (item, nearest) -> found[item] = nearest.clone());
        for (int item = 0; item < size; item++) {
            int own = (int) place[item];
            int toTheEnd = Math.min(own, size - 1 - own);
            for (int rank = 0; rank < WANTED; rank++) {
                int away = Math.abs((int) place[found[item][rank]] - own);
                int expected = rank <= 2 * toTheEnd ? (rank + 1) / 2 : rank - toTheEnd;
                assertThat(away).as("item %d of %d, rank %d", item, size, rank).isEqualTo(expected);
            }
        }
        return stages;
    }
}
