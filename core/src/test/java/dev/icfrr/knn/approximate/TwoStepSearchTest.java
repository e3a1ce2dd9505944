package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.exact.ExactNeighbors;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.NeighborSink;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search of large galleries, in fewer dimensions and in two steps, tried on a small one. */
class TwoStepSearchTest {
    private static final long SEED = 41;
    private static final int SIZE = 6000;
    private static final int COLUMNS = 70;
    private static final int WANTED = 21;

    /** Few clusters are allowed, so that the second step must find the rest. */
    private static final double MOST_COMPARED = 0.03;

    private final Matrix features = FallingSpectrum.rows(SIZE, COLUMNS, SEED);
    private final Parallelism parallelism = new Parallelism(2);

    @TempDir
    private Path folder;

    private record Found(int[][] nearest, ApproximateNeighbors.Outcome outcome) {}

    @Test
    void theEstimatedRecallIsTheTrueOneAndInOrderOfDistance() throws IOException {
        Found found = search(parallelism, KnnCheckpoint.NONE, null);
        assertThat(dimensions()).isEqualTo(32);
        int[][] exact = new int[SIZE][];
        ExactNeighbors.find(
                features,
                WANTED,
                new Execution(Kernels.get(), parallelism, null),
                (item, nearest) -> exact[item] = nearest.clone());
        long hits = 0;
        for (int i = 0; i < SIZE; i++) {
            int item = i;
            int[] sorted = exact[item].clone();
            Arrays.sort(sorted);
            hits += Arrays.stream(found.nearest[item])
                    .filter(other -> Arrays.binarySearch(sorted, other) >= 0)
                    .count();
            int[] inExactOrder = Arrays.stream(exact[item])
                    .filter(other -> contains(found.nearest[item], other))
                    .toArray();
            assertThat(Arrays.stream(found.nearest[item]).filter(other -> contains(exact[item], other)))
                    .containsExactly(Arrays.stream(inExactOrder).boxed().toArray(Integer[]::new));
        }
        double recall = hits / (double) (WANTED * SIZE);
        assertThat(recall).isGreaterThan(0.9);
        assertThat(found.outcome.recall()).isCloseTo(recall, within(0.03));
    }

    @Test
    void theSecondStepFindsNeighborsThatTheFirstMissed() throws IOException {
        Found found = search(parallelism, KnnCheckpoint.NONE, null);
        ApproximateNeighbors.Outcome first =
                find(Integer.MAX_VALUE, parallelism, KnnCheckpoint.NONE, null, (item, nearest) -> {});
        assertThat(found.outcome.recall()).isGreaterThan(first.recall() + 0.02);
    }

    @Test
    void theNumberOfThreadsMakesNoDifference() throws IOException {
        Found one = search(new Parallelism(1), KnnCheckpoint.NONE, null);
        Found three = search(new Parallelism(3), KnnCheckpoint.NONE, null);
        assertThat(three.outcome).isEqualTo(one.outcome);
        assertThat(three.nearest).isDeepEqualTo(one.nearest);
    }

    @Test
    void aStoppedSearchGoesOnToTheSameResult() throws IOException {
        Found whole = search(parallelism, KnnCheckpoint.NONE, null);
        KnnCheckpoint checkpoint = KnnCheckpoint.in(folder.resolve("parts"));
        for (String stage : new String[] {"rows", "neighbors of neighbors"}) {
            assertThatThrownBy(() -> search(parallelism, checkpoint, (name, done, total) -> {
                        if (name.equals(stage) && done > SIZE / 3) {
                            throw new CancellationException(stage);
                        }
                    }))
                    .hasMessage(stage);
        }
        Found found = search(parallelism, checkpoint, null);
        assertThat(found.outcome).isEqualTo(whole.outcome);
        assertThat(found.nearest).isDeepEqualTo(whole.nearest);
    }

    @Test
    void equalRowsAreListedFirstByIndex() throws IOException {
        Found found = search(parallelism, KnnCheckpoint.NONE, null);
        for (int item = 100; item < SIZE; item += 100) {
            assertThat(Arrays.copyOf(found.nearest[item], 2)).containsExactly(item - 1, item);
        }
    }

    private int dimensions() throws IOException {
        return ReducedRows.of(features, 4, ReducedRowsTest::memory, new Execution(Kernels.get(), parallelism, null))
                .orElseThrow()
                .columns();
    }

    private Found search(Parallelism threads, KnnCheckpoint checkpoint, @Nullable ProgressListener listener)
            throws IOException {
        int[][] lists = new int[SIZE][];
        ApproximateNeighbors.Outcome outcome =
                find(1000, threads, checkpoint, listener, (item, nearest) -> lists[item] = nearest.clone());
        return new Found(lists, outcome);
    }

    private ApproximateNeighbors.Outcome find(
            int large,
            Parallelism threads,
            KnnCheckpoint checkpoint,
            @Nullable ProgressListener listener,
            NeighborSink sink)
            throws IOException {
        return ApproximateNeighbors.find(
                features,
                new SearchGoal(WANTED, 0.97, MOST_COMPARED, SEED, large),
                new Execution(Kernels.get(), threads, listener),
                checkpoint,
                sink);
    }

    private static boolean contains(int[] items, int item) {
        return Arrays.stream(items).anyMatch(other -> other == item);
    }
}
