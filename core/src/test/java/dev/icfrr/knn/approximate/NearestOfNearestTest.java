package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows are points on a line, so that the nearest ones are known without a computation. */
class NearestOfNearestTest {
    private static final Matrix LINE = Matrix.of(8, 1, new float[] {0, 1, 2, 3, 4, 5, 6, 7});
    /** Every list misses most of the nearest points. */
    private static final int[][] LISTS = {
        {0, 3, 6}, {1, 4, 7}, {2, 5, 7}, {3, 4, 2}, {4, 1, 0}, {5, 2, 6}, {6, 5, 7}, {7, 7, 7}
    };

    @Test
    void aRowMeetsTheNearestOfItsNearest() {
        // Row 0 lists 3, which lists 4 and 2, and 6, which lists 5 and 7. Nobody lists 1.
        assertThat(nearest(0, 32, 5)).containsExactly(0, 2, 3, 4, 5);
        // Row 3 lists 4, which lists 1 and 0, and 2, which lists 5 and 7.
        assertThat(nearest(3, 32, 8)).containsExactly(3, 2, 4, 1, 5, 0, 7);
    }

    @Test
    void withoutNeighborsTheOwnListIsSorted() {
        assertThat(nearest(3, 0, 3)).containsExactly(3, 2, 4);
    }

    @Test
    void onlyTheFirstNeighborsAreAsked() {
        // The first of row 0's list is itself, the second is 3.
        assertThat(nearest(0, 2, 8)).containsExactly(0, 2, 3, 4, 6);
    }

    @Test
    void randomListsGiveTheirUnion() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int rows = 300;
        int length = 20;
        double[] values = new double[rows];
        Arrays.setAll(values, i -> i * i);
        int[][] lists = new int[rows][];
        Arrays.setAll(
                lists,
                row -> IntStream.concat(
                                IntStream.of(row),
                                random.ints(0, rows)
                                        .filter(other -> other != row)
                                        .distinct())
                        .limit(length)
                        .toArray());
        NearestOfNearest search = search(Matrix.of(rows, 1, values), lists, length, 32);
        for (int row = 0; row < rows; row++) {
            TreeSet<Integer> expected = new TreeSet<>();
            for (int near : lists[row]) {
                Arrays.stream(lists[near]).forEach(expected::add);
            }
            int[] found = new int[rows];
            int count = search.nearest(row, found, new double[rows]);
            assertThat(search.compared()).as("seed %d", seed).isEqualTo(expected.size());
            assertThat(Arrays.stream(found, 0, count).sorted().boxed())
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static int[] nearest(int row, int neighbors, int wanted) {
        int[] found = new int[wanted];
        int count = search(LINE, LISTS, 3, neighbors).nearest(row, found, new double[wanted]);
        return Arrays.copyOf(found, count);
    }

    private static NearestOfNearest search(Matrix features, int[][] lists, int length, int neighbors) {
        DeduplicatedRows distinct = DeduplicatedRows.of(features, new Parallelism(1));
        DistanceOrder exact = new DistanceOrder(features, distinct, distinct.groups(), null, Kernels.get());
        RowLists found = (position, into) -> System.arraycopy(lists[position], 0, into, 0, into.length);
        return new NearestOfNearest(found, exact, Optional.empty(), length, neighbors);
    }
}
