package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rankings of which only the last is kept equal the last of all rankings. */
class LastOrderTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261127);

    @ParameterizedTest
    @CsvSource({
        "REFERENCE, false, 2", "REFERENCE, false, 60", "REFERENCE, true, 60", "REFERENCE, true, 3000",
        "ACCUMULATING, false, 2", "ACCUMULATING, false, 60", "ACCUMULATING, true, 60", "ACCUMULATING, false, 3000",
        "ACCUMULATING, true, 3000"
    })
    void equalsTheLastOfAllOrders(UpdateRule rule, boolean multiscale, int mostItems) {
        for (int round = 0; round < (mostItems > 1000 ? 15 : 300); round++) {
            long seed = seeds.value() + round;
            Random random = new Random(seed);
            int size = 1 + random.nextInt(mostItems);
            int k = 1 + random.nextInt(random.nextInt(3) == 0 ? 2 * size : 1 + size / 4);
            IcfrrParameters parameters = new IcfrrParameters(
                    multiscale ? Vote.MULTISCALE : Vote.FLAT,
                    k,
                    random.nextInt(5) == 0 ? -random.nextDouble() : 2 * random.nextDouble(),
                    BetaScale.values()[random.nextInt(3)],
                    random.nextInt(AccumulatedScores.MOST_ITERATIONS + 3),
                    rule,
                    random.nextInt(4) == 0);
            KnnGraph graph = graph(random, size, multiscale ? Math.max(4, k) : k, parameters);
            Icfrr icfrr = new Icfrr(graph, parameters);
            double[] distances = random.doubles(size)
                    .map(x -> random.nextInt(4) == 0 ? Math.round(3 * x) : x)
                    .toArray();
            List<int[]> orders = new ArrayList<>();
            icfrr.rerank(distances, 0, (_, _, order) -> orders.add(order.clone()));
            for (int topN : new int[] {1 + random.nextInt(1 + size / 8), 1 + random.nextInt(size), size}) {
                assertThat(icfrr.rerank(distances, topN).top(topN).toArray())
                        .as("seed %d, first %d of %d", seed, topN, size)
                        .isEqualTo(Arrays.copyOf(orders.getLast(), topN));
            }
            // Memory that was used for the last order is used for all again.
            List<int[]> again = new ArrayList<>();
            icfrr.rerank(distances, 0, (_, _, order) -> again.add(order.clone()));
            assertThat(again.toArray(int[][]::new)).as("seed %d", seed).isDeepEqualTo(orders.toArray(int[][]::new));
        }
    }

    /** Items of few values in few columns, so that many are equal. */
    private static KnnGraph graph(Random random, int size, int kg, IcfrrParameters parameters) {
        int columns = 1 + random.nextInt(4);
        float[] values = new float[size * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(8);
        }
        return new KnnGraphBuilder(kg, parameters.selfMatch(), new Parallelism(1), null)
                .exact(Matrix.of(size, columns, values));
    }
}
