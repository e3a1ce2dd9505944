package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.approximate.NeededNeighbors;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of a block have the wanted recall, canonical distances, and the indices of the gallery. */
class ApproximateCandidatesTest {
    private static final long SEED = 20;
    private static final int WANTED = 11;

    @Test
    void smallBlocksAreSearchedExactly() {
        FeatureBlock block = block(700);
        KnnCandidates exact = KnnCandidates.within(block, WANTED, Parallelism.allCores());
        KnnCandidates found = ApproximateCandidates.within(block, WANTED, 0.1, SEED, Parallelism.allCores());
        assertThat(found.neighbors()).isEqualTo(exact.neighbors());
        assertThat(found.squared()).isEqualTo(exact.squared());
    }

    @Test
    void listsOfLargeBlocksHaveTheWantedRecall() {
        FeatureBlock block = block(13_000);
        KnnCandidates exact = KnnCandidates.within(block, WANTED, Parallelism.allCores());
        KnnCandidates found = ApproximateCandidates.within(block, WANTED, 0.9, SEED, new Parallelism(3));
        assertThat(found.items()).isEqualTo(block.items());
        long hits = 0;
        for (int i = 0; i < block.size(); i++) {
            int start = found.starts()[i];
            assertThat(found.starts()[i + 1] - start).isEqualTo(WANTED);
            double farthest = exact.squared()[exact.starts()[i + 1] - 1];
            for (int n = start; n < start + WANTED; n++) {
                hits += found.squared()[n] <= farthest ? 1 : 0;
                if (n > start) {
                    assertThat(found.squared()[n]).isGreaterThanOrEqualTo(found.squared()[n - 1]);
                }
                int at = position(exact, i, found.neighbors()[n]);
                if (at >= 0) {
                    assertThat(found.squared()[n])
                            .as("item %d, seed %d", i, SEED)
                            .isEqualTo(exact.squared()[at]);
                }
            }
        }
        assertThat((double) hits / found.neighbors().length).as("seed %d", SEED).isBetween(0.85, 1d);
        KnnCandidates again = ApproximateCandidates.within(block, WANTED, 0.9, SEED, new Parallelism(1));
        assertThat(again.neighbors()).isEqualTo(found.neighbors());
    }

    private static int position(KnnCandidates lists, int item, int neighbor) {
        return IntStream.range(lists.starts()[item], lists.starts()[item + 1])
                .filter(n -> lists.neighbors()[n] == neighbor)
                .findFirst()
                .orElse(-1);
    }

    /** Small blocks are compared exactly, large ones by clusters. */
    @ParameterizedTest
    @ValueSource(ints = {700, 13_000})
    void neededNeighborsAreThoseWithinTheBounds(int size) {
        FeatureBlock block = block(size);
        KnnCandidates exact = KnnCandidates.within(block, WANTED, Parallelism.allCores());
        double[] bounds = new double[size];
        Arrays.setAll(bounds, row -> exact.squared()[exact.starts()[row] + row % WANTED]);
        NeededNeighbors needed = new NeededNeighbors(bounds, (row, other) -> (row + other) % 2 == 1);
        KnnCandidates found = ApproximateCandidates.needed(block, needed, WANTED, 0.95, SEED, Parallelism.allCores());
        long all = 0;
        long hits = 0;
        for (int row = 0; row < size; row++) {
            int at = Arrays.binarySearch(found.items(), block.items()[row]);
            for (int n = exact.starts()[row]; n < exact.starts()[row + 1]; n++) {
                int other = Arrays.binarySearch(block.items(), exact.neighbors()[n]);
                if (exact.squared()[n] <= bounds[row] && needed.pairs().areNeeded(row, other)) {
                    all++;
                    hits += at >= 0 && position(found, at, exact.neighbors()[n]) >= 0 ? 1 : 0;
                }
            }
        }
        assertThat((double) hits / all).as("seed %d", SEED).isBetween(size < 12_000 ? 1 : 0.9, 1d);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.starts()[i + 1]).isGreaterThan(found.starts()[i]);
        }
    }

    @Test
    void refusesBoundsThatAreNotOnePerItem() {
        NeededNeighbors needed = new NeededNeighbors(new double[19], NeededNeighbors.Pairs.ALL);
        assertThatThrownBy(() ->
                        ApproximateCandidates.needed(block(20), needed, WANTED, 0.9, SEED, Parallelism.allCores()))
                .hasMessage("19 bounds do not fit 20 items");
    }

    @Test
    void refusesARecallThatIsNoShare() {
        assertThatThrownBy(() -> ApproximateCandidates.within(block(20), WANTED, 0, SEED, Parallelism.allCores()))
                .hasMessage("the recall wanted must be above 0 and at most 1, not 0.0");
        assertThatThrownBy(() -> ApproximateCandidates.within(block(20), WANTED, 1.5, SEED, Parallelism.allCores()))
                .hasMessage("the recall wanted must be above 0 and at most 1, not 1.5");
    }

    /** Returns clumps of points, some of them equal, of items with gaps between their indices. */
    private static FeatureBlock block(int size) {
        Random random = new Random(SEED);
        float[] values = new float[size * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 6 % 97 * (i % 5) + Math.round(8 * random.nextGaussian()) / 8f;
        }
        int[] items = new int[size];
        Arrays.setAll(items, i -> 3 * i + 1);
        return new FeatureBlock(items, Matrix.of(size, 6, values));
    }
}
