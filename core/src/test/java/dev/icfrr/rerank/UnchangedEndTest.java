package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrTest.Problem;
import dev.icfrr.testing.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of an order that a sink is told not to have changed is that of the iteration before. */
class UnchangedEndTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261128);

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void isThatOfTheIterationBefore(UpdateRule rule) {
        int whole = 0;
        int partial = 0;
        for (int round = 0; round < 300; round++) {
            long seed = seeds.value() + round;
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int size = 1 + random.nextInt(round % 5 == 0 ? 400 : 60);
            Problem problem = Problem.random(random, 2, size);
            KnnGraph graph = new KnnGraphBuilder(1 + random.nextInt(6), rule.selfMatch(), new Parallelism(1), null)
                    .fromDistances(problem.galleryMatrix());
            Icfrr icfrr = new Icfrr(
                    graph,
                    IcfrrParameters.DEFAULTS
                            .withKq(1 + random.nextInt(8))
                            .withBeta(random.nextInt(5) == 0 ? -random.nextDouble() : random.nextDouble())
                            .withIterations(5)
                            .withStopWhenStable(random.nextBoolean())
                            .withUpdate(rule));
            for (double[] query : problem.query()) {
                Ends ends = new Ends(size, "seed " + seed);
                icfrr.rerank(query, 0, ends);
                whole += ends.whole;
                partial += ends.partial;
            }
        }
        // A sink that was never told about an unchanged end would gain nothing.
        assertThat(whole).isGreaterThan(100);
        assertThat(partial).isGreaterThan(100);
    }

    private static final class Ends implements RerankSink {
        private final int size;
        private final String where;
        private int[] before = {};
        int whole;
        int partial;

        Ends(int size, String where) {
            this.size = size;
            this.where = where;
        }

        @Override
        public void accept(int query, int iteration, int[] order) {
            throw new AssertionError("not told about the end");
        }

        @Override
        public void accept(int query, int iteration, int[] order, int unchangedFrom) {
            if (iteration == 0) {
                assertThat(unchangedFrom).isEqualTo(size);
            } else {
                assertThat(Arrays.copyOfRange(order, unchangedFrom, size))
                        .as("%s, iteration %d", where, iteration)
                        .isEqualTo(Arrays.copyOfRange(before, unchangedFrom, size));
            }
            whole += unchangedFrom == 0 ? 1 : 0;
            partial += unchangedFrom > 0 && unchangedFrom < size ? 1 : 0;
            before = order.clone();
        }
    }
}
