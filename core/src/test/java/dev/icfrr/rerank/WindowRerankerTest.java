package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowRerankerTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261124);

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void ranksLikeTheWholeGraphOnTheSameCandidates(UpdateRule rule) {
        for (int round = 0; round < 300; round++) {
            long seed = seeds.value() + round;
            Random random = new Random(seed);
            int size = 1 + random.nextInt(60);
            Matrix features = features(random, size, 1 + random.nextInt(4));
            int kg = 1 + random.nextInt(2 * size);
            KnnGraph graph = new KnnGraphBuilder(kg, rule.selfMatch(), new Parallelism(1), null).exact(features);
            IcfrrParameters parameters =
                    new IcfrrParameters(1 + random.nextInt(2 * size), random.nextInt(4) - 0.5, random.nextInt(7), rule);
            WindowReranker reranker = new WindowReranker(parameters);
            int[] items = candidates(random, size);
            double[] distances = distances(random, items.length);
            Ranking expected = new Icfrr(graph, parameters).rerankCandidates(items, distances);
            Ranking ranking = reranker.rerank(distances, NeighborLookup.of(graph, items));
            int[] ranked = Arrays.stream(ranking.toArray()).map(i -> items[i]).toArray();
            assertThat(ranked)
                    .as("seed %d: G %d, KG %d, %s", seed, size, kg, parameters)
                    .isEqualTo(expected.toArray());
            for (int rank = 1; rank < ranking.size(); rank++) {
                assertThat(ranking.score(rank)).as("seed %d", seed).isLessThanOrEqualTo(ranking.score(rank - 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SelfMatch.class)
    void findsTheExactNeighborsOfTheVoters(SelfMatch selfMatch) {
        for (int round = 0; round < 60; round++) {
            long seed = seeds.value() + round;
            Random random = new Random(seed);
            int size = 1 + random.nextInt(90);
            Matrix features = features(random, size, 1 + random.nextInt(20));
            int kg = 1 + random.nextInt(2 * size);
            Parallelism threads = new Parallelism(1 + random.nextInt(2));
            KnnGraph graph = new KnnGraphBuilder(kg, selfMatch, threads, null).exact(features);
            int[] voters = candidates(random, size);
            int[][] lists =
                    NeighborLookup.ofFeatures(features, kg, selfMatch, threads).lists(voters);
            for (int i = 0; i < voters.length; i++) {
                assertThat(lists[i]).as("seed %d: G %d, KG %d", seed, size, kg).isEqualTo(graph.neighbors(voters[i]));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void explainsWhatItDoes(UpdateRule rule) {
        for (int round = 0; round < 100; round++) {
            long seed = seeds.value() + round;
            Random random = new Random(seed);
            int size = 2 + random.nextInt(30);
            NeighborLookup neighbors = NeighborLookup.ofFeatures(
                    features(random, size, 3), 1 + random.nextInt(size), rule.selfMatch(), new Parallelism(1));
            IcfrrParameters parameters =
                    new IcfrrParameters(1 + random.nextInt(size), random.nextDouble(), random.nextInt(5), rule);
            WindowReranker reranker = new WindowReranker(parameters);
            double[] distances = distances(random, size);
            Ranking ranking = reranker.rerank(distances, neighbors);
            for (int rank = 0; rank < size; rank++) {
                Explanation why = reranker.explain(ranking.get(rank), distances, neighbors);
                assertThat(why.last().ranked().rank()).as("seed %d", seed).isEqualTo(rank);
                assertThat(why.last().ranked().score()).as("seed %d", seed).isEqualTo(ranking.score(rank));
                assertThat(why.steps().getFirst().base()).isEqualTo(-distances[ranking.get(rank)]);
                assertThat(why.steps()).hasSize(parameters.iterations() + 1);
            }
        }
    }

    /** A window that is a gallery of its own is explained as a gallery is. */
    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void explainsLikeAWholeGallery(UpdateRule rule) {
        for (int round = 0; round < 100; round++) {
            long seed = seeds.value() + round;
            Random random = new Random(seed);
            int size = 2 + random.nextInt(30);
            int kg = 1 + random.nextInt(size - 1);
            Matrix features = features(random, size, 3);
            IcfrrParameters parameters =
                    new IcfrrParameters(1 + random.nextInt(size), random.nextDouble(), random.nextInt(5), rule);
            WindowReranker reranker = new WindowReranker(parameters);
            Parallelism one = new Parallelism(1);
            Explainer explainer = new Explainer(
                    new Icfrr(new KnnGraphBuilder(kg, rule.selfMatch(), one, null).exact(features), parameters));
            double[] distances = distances(random, size);
            NeighborLookup neighbors = NeighborLookup.ofFeatures(features, kg, rule.selfMatch(), one);
            for (int item = 0; item < size; item++) {
                assertThat(reranker.explain(item, distances, neighbors))
                        .as("seed %d", seed)
                        .isEqualTo(explainer.explain(distances, item));
            }
        }
    }

    /** Four candidates of a gallery of five; 2 has no list, and 3's nearest neighbor is outside. */
    @Test
    void countsVotesByHand() {
        NeighborLookup neighbors = new NeighborLookup() {
            private final int[][] lists = {{3, 1}, {0, 3}, {}, {OUTSIDE, 0}};

            @Override
            public int gallerySize() {
                return 5;
            }

            @Override
            public int[][] lists(int[] candidates) {
                return Arrays.stream(candidates).mapToObj(i -> lists[i]).toArray(int[][]::new);
            }
        };
        double[] distances = {0.25, 0.5, 0.75, 1};
        WindowReranker reranker = new WindowReranker(
                IcfrrParameters.DEFAULTS.withKq(3).withBeta(1).withIterations(1));

        // The top three 0, 1 and 2 vote: 3 gets 4/4 + 3/4, 1 gets 3/4 and 0 gets 4/4, each divided by three.
        Ranking ranking = reranker.rerank(distances, neighbors);

        assertThat(ranking.toArray()).containsExactly(0, 1, 3, 2);
        assertThat(ranking.score(0)).isEqualTo(-0.25 + 4 / 12.);
        assertThat(ranking.score(1)).isEqualTo(-0.5 + 3 / 12.);
        assertThat(ranking.score(2)).isEqualTo(-1 + 7 / 12.);
        assertThat(ranking.score(3)).isEqualTo(-0.75);
        assertThat(reranker.explain(3, distances, neighbors))
                .isEqualTo(new Explanation(
                        3,
                        List.of(
                                new Explanation.Step(
                                        0, new RankedItem(3, 3, 3, 3, -1, 0, 0), -1, 1, 0, 0, 0, List.of()),
                                new Explanation.Step(
                                        1,
                                        new RankedItem(3, 2, 3, 3, -1 + 7 / 12., 7, 7 / 12.),
                                        -1,
                                        1,
                                        3,
                                        0,
                                        12,
                                        List.of(
                                                new Explanation.CastVote(0, 0, 0, 4, 4 / 12.),
                                                new Explanation.CastVote(1, 1, 1, 3, 3 / 12.))))));
    }

    @Test
    void refusesDistancesThatAreNotFinite() {
        assertThatThrownBy(() -> new WindowReranker(IcfrrParameters.DEFAULTS)
                        .rerank(new double[] {0, Double.NaN}, twoCandidates()))
                .hasMessageContaining("column 1 holds NaN");
    }

    @Test
    void refusesToExplainACandidateThatIsNotInTheWindow() {
        assertThatThrownBy(
                        () -> new WindowReranker(IcfrrParameters.DEFAULTS).explain(2, new double[2], twoCandidates()))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anEmptyWindowGivesAnEmptyRanking() {
        assertThat(new WindowReranker(IcfrrParameters.DEFAULTS)
                        .rerank(new double[0], twoCandidates())
                        .size())
                .isZero();
    }

    private static NeighborLookup twoCandidates() {
        return NeighborLookup.ofFeatures(Matrix.of(2, 1, new float[] {0, 1}), 1, SelfMatch.FIRST, new Parallelism(1));
    }

    /** Some of the gallery, ascending. */
    private static int[] candidates(Random random, int size) {
        List<Integer> items = new ArrayList<>(List.of(NaiveIcfrr.indices(size)));
        Collections.shuffle(items, random);
        return items.subList(0, random.nextInt(5) == 0 ? size : 1 + random.nextInt(size)).stream()
                .mapToInt(item -> item)
                .sorted()
                .toArray();
    }

    /** Coarse, so that there are ties. */
    private static double[] distances(Random random, int size) {
        return random.doubles(size).map(x -> Math.round(x * 20) / 20.).toArray();
    }

    /** Coarse, so that there are duplicates and ties. */
    private static Matrix features(Random random, int size, int dimensions) {
        float[] values = new float[size * dimensions];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(5);
        }
        return Matrix.of(size, dimensions, values);
    }
}
