package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Orders of a gallery in which many items with a bonus are close to the top, and a few are far below, with long runs of
 * others in between.
 */
class ScatteredBonusesTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261129);

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void equalTheNaiveFormulas(UpdateRule rule) {
        for (int round = 0; round < 12; round++) {
            Random random = new Random(seeds.value() + round);
            int size = 300 + random.nextInt(700);
            double[][] gallery = gallery(random, size);
            double[] query = random.doubles(size, 0, 2).sorted().toArray();
            for (int equal = random.nextInt(20); equal > 0; equal--) {
                int item = 1 + random.nextInt(size - 1);
                query[item] = query[item - 1];
            }
            int kg = 1 + random.nextInt(8);
            int kq = 1 + random.nextInt(12);
            double beta = (random.nextInt(4) == 0 ? -1 : 1) * Math.pow(10, -2 + 2 * random.nextDouble());
            KnnGraph graph = new KnnGraphBuilder(kg, rule.selfMatch(), new Parallelism(1), null)
                    .fromDistances(IcfrrTest.matrix(gallery));
            Icfrr icfrr = new Icfrr(
                    graph,
                    IcfrrParameters.DEFAULTS
                            .withKq(kq)
                            .withBeta(beta)
                            .withIterations(4)
                            .withUpdate(rule));
            int[][] orders = new int[5][];
            icfrr.rerank(query, 0, (_, iteration, order) -> orders[iteration] = order.clone());
            assertThat(orders)
                    .as("seed %d: G %d, KG %d, KQ %d, beta %s", seeds.value() + round, size, kg, kq, beta)
                    .isDeepEqualTo(NaiveIcfrr.orders(query, gallery, kg, kq, beta, 4, rule));
        }
    }

    /** Points on a line in the order of the query's distances, of which some pairs are close although far apart. */
    private static double[][] gallery(Random random, int size) {
        double[][] distances = new double[size][size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < a; b++) {
                distances[a][b] = random.nextInt(size) < 2 ? random.nextDouble() : a - b + random.nextDouble();
                distances[b][a] = distances[a][b];
            }
        }
        return distances;
    }
}
