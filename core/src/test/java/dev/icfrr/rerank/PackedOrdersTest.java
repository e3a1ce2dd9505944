package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Orders from features, whose gallery is packed once for all blocks of queries, equal those from stored distances. */
class PackedOrdersTest {
    private static final int ROUNDS = 8;

    @RegisterExtension
    final Seed seeds = new Seed(20261203);

    @Test
    void areThoseOfStoredDistances() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seeds.value() + round);
            int columns = 1 + random.nextInt(50);
            int size = 40 + random.nextInt(400);
            Parallelism parallelism = new Parallelism(1 + random.nextInt(3));
            int queryCount = 130 + random.nextInt(100);
            Matrix gallery = features(random, size, columns);
            DistanceSource source = DistanceSource.between(features(random, queryCount, columns), gallery);
            double[] distances = new double[queryCount * size];
            source.reader().read(0, queryCount, distances);
            KnnGraph graph =
                    new KnnGraphBuilder(10, IcfrrParameters.DEFAULTS.selfMatch(), parallelism, null).exact(gallery);
            Icfrr icfrr = new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(10));
            int[][][] orders = orders(icfrr, source, parallelism);
            int[][][] expected =
                    orders(icfrr, DistanceSource.stored(Matrix.of(queryCount, size, distances)), parallelism);
            assertThat(Arrays.deepEquals(orders, expected))
                    .as("seed %d", seeds.value() + round)
                    .isTrue();
        }
    }

    private static int[][][] orders(Icfrr icfrr, DistanceSource distances, Parallelism parallelism) {
        int[][][] orders = new int[distances.queries()][icfrr.iterations() + 1][];
        icfrr.rerankAll(distances, (query, iteration, order) -> orders[query][iteration] = order.clone(), parallelism);
        return orders;
    }

    /** Features of which some are equal. */
    private static Matrix features(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < rows / 20; i++) {
            System.arraycopy(values, random.nextInt(rows) * columns, values, random.nextInt(rows) * columns, columns);
        }
        return Matrix.of(rows, columns, values);
    }
}
