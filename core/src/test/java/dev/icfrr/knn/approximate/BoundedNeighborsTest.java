package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.FeatureBlock;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search finds the wanted share of what rows need, and nothing else. */
class BoundedNeighborsTest {
    private static final long SEED = 77;
    private static final int SIZE = 6000;
    private static final int COLUMNS = 70;
    private static final int WANTED = 21;
    /** Rows of a list of the truth; no bound is beyond them. */
    private static final int KNOWN = 150;

    private final Matrix features = FallingSpectrum.rows(SIZE, COLUMNS, SEED);
    private final KnnCandidates truth =
            KnnCandidates.within(new FeatureBlock(rows(), features), KNOWN, new Parallelism(2));

    /** A list of a row. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(int[] nearest, double[] squared) {
        @Override
        public String toString() {
            return Arrays.toString(nearest) + Arrays.toString(squared);
        }
    }

    /** From a size on, rows are compared in fewer dimensions first. */
    @ParameterizedTest
    @ValueSource(ints = {1000, Integer.MAX_VALUE})
    void findsTheWantedShareOfWhatRowsNeed(int large) throws IOException {
        // Rows of three parts know the nearest of their part, and need those of other parts that are nearer.
        NeededNeighbors needed = new NeededNeighbors(boundsOfParts(), (row, other) -> row % 3 != other % 3);
        Map<Integer, Found> found = find(needed, 0.9, large, 2);
        assertThat(recall(found, needed)).as("seed %d", SEED).isBetween(0.85, 1d);
        Map<Integer, Found> byOneThread = find(needed, 0.9, large, 1);
        assertThat(byOneThread).hasSameSizeAs(found);
        found.forEach((row, list) -> assertThat(String.valueOf(byOneThread.get(row)))
                .as("row %d", row)
                .isEqualTo(list.toString()));
        assertThat(recall(find(needed, 0.5, large, 2), needed)).isBetween(0.45, 1d);
    }

    @Test
    void boundsCutNothingThatIsWithinThem() throws IOException {
        // All clusters are compared for a recall of 1.
        NeededNeighbors needed = new NeededNeighbors(boundsOfParts(), NeededNeighbors.Pairs.ALL);
        for (int large : new int[] {1000, Integer.MAX_VALUE}) {
            Map<Integer, Found> found = find(needed, 1, large, 2);
            assertThat(recall(found, needed)).as("seed %d", SEED).isBetween(0.999, 1d);
        }
    }

    @Test
    void rowsWithoutBoundsFindTheirNearest() throws IOException {
        double[] bounds = new double[SIZE];
        Arrays.fill(bounds, Double.POSITIVE_INFINITY);
        NeededNeighbors needed = new NeededNeighbors(bounds, NeededNeighbors.Pairs.ALL);
        Map<Integer, Found> found = find(needed, 0.9, Integer.MAX_VALUE, 2);
        assertThat(found).hasSize(SIZE);
        assertThat(recall(found, needed)).as("seed %d", SEED).isBetween(0.85, 1d);
    }

    @Test
    void rowsThatNeedOnlyEqualOnesFindThese() throws IOException {
        NeededNeighbors needed = new NeededNeighbors(new double[SIZE], NeededNeighbors.Pairs.ALL);
        Map<Integer, Found> found = find(needed, 0.9, Integer.MAX_VALUE, 2);
        assertThat(found).hasSize(SIZE);
        found.forEach((row, list) -> {
            int[] equal = row % 100 == 0 && row > 0
                    ? new int[] {row - 1, row}
                    : row % 100 == 99 && row < SIZE - 1 ? new int[] {row, row + 1} : new int[] {row};
            assertThat(list.nearest()).as("row %d", row).isEqualTo(equal);
            assertThat(list.squared()).containsOnly(0);
        });
    }

    @Test
    void rowsThatNeedNothingGetNoList() throws IOException {
        double[] bounds = new double[SIZE];
        Arrays.fill(bounds, 0, SIZE / 2, -1);
        Arrays.fill(bounds, SIZE / 2, SIZE, Double.NEGATIVE_INFINITY);
        for (int large : new int[] {1000, Integer.MAX_VALUE}) {
            assertThat(find(new NeededNeighbors(bounds, NeededNeighbors.Pairs.ALL), 0.9, large, 2))
                    .isEmpty();
            assertThat(find(new NeededNeighbors(boundsOfParts(), (row, other) -> false), 0.9, large, 2))
                    .isEmpty();
        }
    }

    @Test
    void refusesBoundsThatAreNoNumbers() {
        assertThatThrownBy(() -> new NeededNeighbors(new double[] {1, Double.NaN}, NeededNeighbors.Pairs.ALL))
                .hasMessage("the bound of row 1 is NaN");
    }

    private Map<Integer, Found> find(NeededNeighbors needed, double recall, int large, int threads) throws IOException {
        Map<Integer, Found> found = new ConcurrentHashMap<>();
        BoundedNeighbors.find(
                features,
                needed,
                new SearchGoal(WANTED, recall, 1, SEED, large),
                new Execution(Kernels.get(), new Parallelism(threads), null),
                (row, nearest, squared, count) ->
                        found.put(row, new Found(Arrays.copyOf(nearest, count), Arrays.copyOf(squared, count))));
        return found;
    }

    /** Returns the squared distance of each row to the last of its nearest in its own part, if that is known. */
    private double[] boundsOfParts() {
        double[] bounds = new double[SIZE];
        for (int row = 0; row < SIZE; row++) {
            int count = 0;
            for (int n = truth.starts()[row]; n < truth.starts()[row + 1] && count < WANTED; n++) {
                if (truth.neighbors()[n] % 3 == row % 3) {
                    bounds[row] = truth.squared()[n];
                    count++;
                }
            }
        }
        return bounds;
    }

    /** Returns the share of the needed neighbors that were found, and checks that no others were. */
    private double recall(Map<Integer, Found> found, NeededNeighbors needed) {
        long hits = 0;
        long all = 0;
        for (int row = 0; row < SIZE; row++) {
            int[] nearest = Arrays.copyOfRange(truth.neighbors(), row * KNOWN, (row + 1) * KNOWN);
            double[] squared = Arrays.copyOfRange(truth.squared(), row * KNOWN, (row + 1) * KNOWN);
            int known = Math.min(WANTED, needed.keep(row, nearest, squared, KNOWN));
            Found list = found.getOrDefault(row, new Found(new int[0], new double[0]));
            all += known;
            for (int i = 0; i < list.nearest().length; i++) {
                int other = list.nearest()[i];
                assertThat(list.squared()[i]).isLessThanOrEqualTo(needed.bounds()[row]);
                assertThat(needed.pairs().areNeeded(row, other)).isTrue();
                assertThat(i == 0
                                || list.squared()[i - 1] < list.squared()[i]
                                || (list.squared()[i - 1] == list.squared()[i] && list.nearest()[i - 1] < other))
                        .as("row %d is sorted, seed %d", row, SEED)
                        .isTrue();
                for (int n = row * KNOWN; n < (row + 1) * KNOWN; n++) {
                    if (truth.neighbors()[n] == other) {
                        assertThat(list.squared()[i]).isEqualTo(truth.squared()[n]);
                    }
                }
                hits += known > 0 && list.squared()[i] <= squared[known - 1] ? 1 : 0;
            }
        }
        return (double) hits / all;
    }

    private static int[] rows() {
        int[] rows = new int[SIZE];
        Arrays.setAll(rows, row -> row);
        return rows;
    }
}
