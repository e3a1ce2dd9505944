package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.BoundedDistances;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders from distances that are wrong within a bound equal those from canonical distances, at every iteration. */
class BoundedOrdersTest {
    private static final int QUERIES = 6;

    @RegisterExtension
    final Seed seeds = new Seed(20261201);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areThoseOfCanonicalDistances(boolean multiscale) {
        int given = 0;
        int single = 0;
        int rounds = 100;
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(seeds.value() + round);
            int size = 20 + random.nextInt(random.nextInt(4) == 0 ? 3000 : 300);
            int k = 1 + random.nextInt(Math.max(1, size / 10));
            IcfrrParameters parameters = IcfrrParameters.DEFAULTS
                    .withVote(multiscale ? Vote.MULTISCALE : Vote.FLAT)
                    .withKq(k)
                    .withBeta(random.nextInt(8) == 0 ? -random.nextDouble() : 2 * random.nextDouble())
                    .withBetaScale(random.nextBoolean() ? BetaScale.ABSOLUTE : BetaScale.K)
                    .withIterations(random.nextInt(7));
            KnnGraph graph = new KnnGraphBuilder(Math.max(4, k), parameters.selfMatch(), new Parallelism(1), null)
                    .exact(features(random, size));
            Icfrr icfrr = new Icfrr(graph, parameters);
            double error = Math.pow(10, -2 - random.nextInt(10));
            for (int query = 0; query < QUERIES; query++) {
                Wrong wrong = new Wrong(distances(random, size), error, random);
                List<int[]> orders = new ArrayList<>();
                icfrr.rerank(wrong, query, (_, _, order) -> orders.add(order.clone()));
                List<int[]> expected = new ArrayList<>();
                icfrr.rerank(wrong.canonical, query, (_, _, order) -> expected.add(order.clone()));
                assertThat(orders.toArray(int[][]::new))
                        .as("seed %d, query %d", seeds.value() + round, query)
                        .isDeepEqualTo(expected.toArray(int[][]::new));
                LastOrder last = new LastOrder(parameters.iterations(), size);
                icfrr.rerank(wrong, query, last);
                assertThat(last.ranking().toArray()).isEqualTo(expected.getLast());
                given += wrong.given;
                single += wrong.given == 0 && wrong.single > 0 ? 1 : 0;
            }
        }
        assertThat(given).isBetween(QUERIES * rounds / 5, QUERIES * rounds * 9 / 5);
        assertThat(single).isGreaterThan(QUERIES * rounds / 20);
    }

    private static Matrix features(Random random, int size) {
        float[] values = new float[4 * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Matrix.of(size, 4, values);
    }

    /** Distances of which a few are equal or next to each other. */
    private static double[] distances(Random random, int size) {
        double[] distances = random.doubles(size, 0.2, 2).toArray();
        int equal = random.nextInt(1 + size / 50);
        for (int i = 0; i < equal; i++) {
            double other = distances[random.nextInt(size)];
            distances[random.nextInt(size)] = switch (random.nextInt(3)) {
                case 0 -> other;
                case 1 -> Math.nextUp(other);
                default -> random.nextDouble() * 0.1;
            };
        }
        return distances;
    }

    private static final class Wrong implements BoundedDistances {
        private static final double LEAST = 0.1;

        final double[] canonical;
        final double error;
        final double[] values;
        int given;
        int single;

        Wrong(double[] canonical, double error, Random random) {
            this.canonical = canonical;
            this.error = Math.min(error, LEAST / 1100);
            values = new double[canonical.length];
            for (int item = 0; item < values.length; item++) {
                values[item] = canonical[item] < LEAST
                        ? LEAST * 0.999 * random.nextDouble()
                        : canonical[item] + this.error * (2 * random.nextDouble() - 1);
            }
        }

        @Override
        public void copyNegated(double[] into) {
            for (int item = 0; item < values.length; item++) {
                into[item] = -values[item];
            }
        }

        @Override
        public boolean areCanonical() {
            return false;
        }

        @Override
        public double leastBounded() {
            return LEAST;
        }

        @Override
        public double error(double least) {
            assertThat(least).isGreaterThanOrEqualTo(LEAST);
            return error;
        }

        @Override
        public double canonical(int item) {
            single++;
            return canonical[item];
        }

        @Override
        public double[] canonical() {
            given++;
            return canonical;
        }
    }
}
