package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.knn.PreparedLists;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MultiscaleVoteTest {
    private static final long SEED = Long.getLong("icfrr.seed", 20261126);

    /** A small problem with ties and duplicates. */
    private record Problem(
            KnnGraph graph, int k, List<Integer> weights, double beta, int iterations, double[] distances) {

        static Problem draw(Random random) {
            int size = 1 + random.nextInt(random.nextInt(8) == 0 ? 4 : 60);
            int columns = 1 + random.nextInt(3);
            float[] values = new float[size * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(6);
            }
            int k = 4 << random.nextInt(5);
            KnnGraph graph = new KnnGraphBuilder(
                            k + random.nextInt(3),
                            random.nextBoolean() ? SelfMatch.INDEX : SelfMatch.FIRST,
                            new Parallelism(1),
                            null)
                    .exact(Matrix.of(size, columns, values));
            int scales = Scales.upTo(k).count();
            List<Integer> weights = random.nextBoolean()
                    ? List.of()
                    : IntStream.range(0, scales)
                            .mapToObj(i -> i == 0 ? 1 + random.nextInt(16) : random.nextInt(17))
                            .toList();
            double[] distances = random.doubles(size)
                    .map(x -> random.nextBoolean() ? x : Math.round(4 * x))
                    .toArray();
            return new Problem(graph, k, weights, random.nextDouble() - 0.1, random.nextInt(6), distances);
        }

        IcfrrParameters parameters(UpdateRule rule) {
            return new IcfrrParameters(k, beta, iterations, rule).withVote(Vote.multiscale(weights));
        }

        int[][] lists() {
            return IntStream.range(0, graph.size()).mapToObj(graph::neighbors).toArray(int[][]::new);
        }

        NaiveMultiscale naive() {
            return new NaiveMultiscale(lists(), k, weights);
        }
    }

    @Test
    void votesOfChanceAreTheSumOverPartsOfTheGallery() {
        for (int round = 0; round < 50; round++) {
            long seed = SEED + round;
            Problem problem = Problem.draw(new Random(seed));
            int size = problem.graph.size();
            Scales scales = Scales.upTo(problem.k, problem.weights);
            int length = Math.min(scales.largest(), size - 1);
            int[] counts = new int[size];
            int half = size / 2;
            for (int[] items : new int[][] {
                IntStream.range(half, size).toArray(), IntStream.range(0, half).toArray()
            }) {
                int[] lists = Arrays.stream(items)
                        .flatMap(item -> Arrays.stream(problem.graph.neighbors(item), 0, length))
                        .toArray();
                ChanceVotes.count(PartialKnnGraph.of(items, length, lists), scales, counts);
            }
            ChanceVotes whole = ChanceVotes.of(problem.graph, scales);
            assertThat(counts)
                    .as("seed %d", seed)
                    .isEqualTo(IntStream.range(0, size).map(whole::of).toArray());
        }
        assertThatThrownBy(() -> ChanceVotes.count(PartialKnnGraph.none(3), Scales.upTo(8), new int[20]))
                .hasMessage("multi-scale votes up to K 8 count 8 neighbors per item, and these lists hold 3");
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void ordersOfWholeGalleriesEqualRationalArithmetic(UpdateRule rule) {
        for (int round = 0; round < 150; round++) {
            long seed = SEED + round;
            Problem problem = Problem.draw(new Random(seed));
            int size = problem.graph.size();
            int[][] expected = problem.naive()
                    .orders(
                            IntStream.range(0, size).toArray(),
                            problem.distances,
                            problem.beta,
                            problem.iterations,
                            rule);
            Icfrr icfrr = new Icfrr(problem.graph, problem.parameters(rule));
            // The second query finds the memory of the first.
            icfrr.rerank(problem.distances, size);
            icfrr.rerank(
                    problem.distances,
                    0,
                    (_, iteration, order) -> assertThat(order)
                            .as("seed %d, iteration %d", seed, iteration)
                            .isEqualTo(expected[iteration]));
            int topN = 1 + new Random(seed).nextInt(size);
            assertThat(icfrr.rerank(problem.distances, topN).top(topN).toArray())
                    .as("seed %d, first %d", seed, topN)
                    .isEqualTo(Arrays.copyOf(expected[problem.iterations], topN));
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void ordersOfCandidatesEqualRationalArithmetic(UpdateRule rule) {
        for (int round = 0; round < 150; round++) {
            long seed = SEED + 1000 + round;
            Random random = new Random(seed);
            Problem problem = Problem.draw(random);
            int[] candidates = IntStream.range(0, problem.graph.size())
                    .filter(_ -> random.nextInt(3) > 0)
                    .toArray();
            double[] distances = Arrays.stream(candidates)
                    .mapToDouble(i -> problem.distances[i])
                    .toArray();
            int[][] expected = problem.naive().orders(candidates, distances, problem.beta, problem.iterations, rule);
            Ranking ranking =
                    new Icfrr(problem.graph, problem.parameters(rule)).rerankCandidates(candidates, distances);
            assertThat(ranking.top(candidates.length).toArray())
                    .as("seed %d", seed)
                    .isEqualTo(expected[problem.iterations]);
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void windowsOfAGalleryRankLikeItsCandidates(UpdateRule rule) {
        for (int round = 0; round < 100; round++) {
            long seed = SEED + 2000 + round;
            Random random = new Random(seed);
            Problem problem = Problem.draw(random);
            int[] items = IntStream.range(0, problem.graph.size())
                    .filter(_ -> random.nextInt(3) > 0)
                    .toArray();
            double[] distances =
                    Arrays.stream(items).mapToDouble(i -> problem.distances[i]).toArray();
            IcfrrParameters parameters = problem.parameters(rule)
                    .withBetaScale(random.nextBoolean() ? BetaScale.SPREAD : BetaScale.ABSOLUTE);
            int[] expected = new Icfrr(problem.graph, parameters)
                    .rerankCandidates(items, distances)
                    .toArray();

            Ranking ranking = new WindowReranker(parameters).rerank(distances, NeighborLookup.of(problem.graph, items));

            assertThat(Arrays.stream(ranking.toArray())
                            .map(number -> items[number])
                            .toArray())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aWindowOfFeaturesIsAGalleryOfItsOwn() {
        Random random = new Random(SEED);
        Matrix features = Matrix.of(50, 2, floats(random, 100));
        double[] distances = random.doubles(50).toArray();
        IcfrrParameters parameters =
                IcfrrParameters.DEFAULTS.withVote(Vote.MULTISCALE).withKq(16);
        KnnGraph graph = new KnnGraphBuilder(16, SelfMatch.INDEX, new Parallelism(1), null).exact(features);

        Ranking ranking = new WindowReranker(parameters)
                .rerank(distances, NeighborLookup.ofFeatures(features, 16, SelfMatch.INDEX, new Parallelism(2)));

        assertThat(ranking.toArray())
                .isEqualTo(new Icfrr(graph, parameters).rerank(distances, 50).toArray());
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void votesLessChanceAddUpToTheBonusToTheLastBit(UpdateRule rule) {
        for (int round = 0; round < 60; round++) {
            long seed = SEED + 3000 + round;
            Problem problem = Problem.draw(new Random(seed));
            Icfrr icfrr = new Icfrr(problem.graph, problem.parameters(rule).withBetaScale(BetaScale.SPREAD));
            int size = problem.graph.size();
            // Scores of -0.0 and 0.0 are equal but print differently, so no distance is 0 here.
            double[] distances =
                    Arrays.stream(problem.distances).map(d -> d + 0.5).toArray();
            RerankTrace trace = new RerankTracer(icfrr).trace(distances, size);
            Scales scales = Scales.upTo(problem.k, problem.weights);
            int[] items = IntStream.range(0, size).toArray();
            for (Explanation explanation : new Explainer(icfrr).explain(distances, items)) {
                assertThat(new WindowReranker(icfrr.parameters())
                                .explain(explanation.item(), distances, NeighborLookup.of(problem.graph, items)))
                        .as("seed %d", seed)
                        .isEqualTo(explanation);
                for (Explanation.Step step : explanation.steps()) {
                    RankedItem ranked = step.ranked();
                    assertThat(trace.iterations().get(step.iteration()).get(ranked.rank()))
                            .as("seed %d", seed)
                            .isEqualTo(ranked);
                    long sum = step.votes().stream()
                            .mapToLong(Explanation.CastVote::weight)
                            .sum();
                    assertThat(sum - step.chance()).as("seed %d", seed).isEqualTo(ranked.voteSum());
                    if (ranked.voteSum() != 0) {
                        assertThat(ranked.score())
                                .isEqualTo(step.base() + step.beta() * ranked.voteSum() / step.denominator());
                    }
                    for (Explanation.CastVote vote : step.votes()) {
                        assertThat(vote.weight()).isEqualTo((long) size * scales.weight(vote.position(), vote.rank()));
                    }
                }
            }
        }
    }

    @Test
    void longerListsAreCutAtTheLargestScale() {
        Random random = new Random(SEED);
        float[] values = new float[200 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Matrix features = Matrix.of(200, 4, values);
        double[] distances = random.doubles(200).toArray();
        IcfrrParameters parameters =
                IcfrrParameters.DEFAULTS.withVote(Vote.MULTISCALE).withKq(16);

        KnnGraph exact = new KnnGraphBuilder(16, SelfMatch.INDEX, new Parallelism(2), null).exact(features);
        KnnGraph longer = new KnnGraphBuilder(50, SelfMatch.INDEX, new Parallelism(2), null).exact(features);

        assertThat(new Icfrr(longer, parameters).rerank(distances, 200).top(200).toArray())
                .isEqualTo(new Icfrr(exact, parameters)
                        .rerank(distances, 200)
                        .top(200)
                        .toArray());
    }

    @Test
    void listsShorterThanTheLargestScaleAreRefused() {
        KnnGraph graph = KnnGraph.fromFeatures(Matrix.of(40, 1, new float[40]), 8);

        assertThatThrownBy(() -> new Icfrr(
                        graph,
                        IcfrrParameters.DEFAULTS.withVote(Vote.MULTISCALE).withKq(16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need lists of 16 neighbors")
                .hasMessageContaining("8");
    }

    /** G = 5, K = 4, one scale. Item 1 is on the lists of 0 and 2; all five lists hold 4 of the others. */
    @Test
    void aBonusIsComputedByHand() {
        PreparedLists lists =
                KnnGraphBuilder.of(4).withSelfMatch(SelfMatch.INDEX).prepared(5);
        lists.set(0, new int[] {1, 2, 3, 4});
        lists.set(1, new int[] {0, 2, 3, 4});
        lists.set(2, new int[] {1, 0, 3, 4});
        lists.set(3, new int[] {4, 0, 1, 2});
        lists.set(4, new int[] {3, 0, 1, 2});
        KnnGraph graph = lists.build();
        IcfrrParameters once = new IcfrrParameters(4, 1, 1, UpdateRule.REFERENCE).withVote(Vote.MULTISCALE);

        // The first four places are 0, 1, 2, 3. Item 4 gets all four of their votes, the others three. Every item is on
        // four of the five lists. So item 4 gains 4/4 - 4/5 = 0.2 and the others 3/4 - 4/5 = -0.05.
        NaiveMultiscale naive = new NaiveMultiscale(
                IntStream.range(0, 5).mapToObj(graph::neighbors).toArray(int[][]::new), 4, List.of());
        assertThat(naive.bonus(new int[] {0, 1, 2, 3, 4}, 4).numerator().doubleValue()
                        / naive.bonus(new int[] {0, 1, 2, 3, 4}, 4)
                                .denominator()
                                .doubleValue())
                .isEqualTo(0.2);
        RerankTracer tracer = new RerankTracer(new Icfrr(graph, once));
        RerankTrace trace = tracer.trace(new double[] {0, 0.1, 0.2, 0.3, 0.4}, 5);
        assertThat(trace.last().stream().map(RankedItem::item)).containsExactly(0, 1, 4, 2, 3);
    }

    @Test
    void theSpreadOfTheDistancesScalesBeta() {
        double[] scores = {-1, -2, -4, -8};
        assertThat(BetaScale.SPREAD.of(0.5, 64, scores, 4)).isEqualTo(0.5 * (3 - 1));
        assertThat(BetaScale.SPREAD.of(0.5, 64, scores, 3)).isEqualTo(0.5 * (2 - 1));
        assertThat(BetaScale.SPREAD.of(0.5, 64, scores, 1)).isEqualTo(0);
        assertThat(BetaScale.ABSOLUTE.of(0.5, 64, scores, 4)).isEqualTo(0.5);
    }

    @Test
    void aLargerKGivesBetaMoreWeightUpTo256() {
        double[] scores = {-1, -2};
        assertThat(BetaScale.K.of(0.5, 32, scores, 2)).isEqualTo(Math.sqrt(0.125));
        assertThat(BetaScale.K.of(0.5, 64, scores, 2)).isEqualTo(0.5);
        assertThat(BetaScale.K.of(0.5, 256, scores, 2)).isEqualTo(1);
        assertThat(BetaScale.K.of(0.5, 1024, scores, 2)).isEqualTo(1);
    }

    @Test
    void betaIsMeasuredByTheLargestScaleWithMuchWeight() {
        assertThat(Scales.upTo(32).kOfBeta()).isEqualTo(32);
        assertThat(Scales.upTo(4).kOfBeta()).isEqualTo(4);
        assertThat(Scales.upTo(32, List.of(16, 12, 8, 6)).kOfBeta()).isEqualTo(16);
        assertThat(Scales.upTo(32, List.of(12, 16, 12, 6)).kOfBeta()).isEqualTo(16);
        assertThat(Scales.upTo(32, List.of(12, 16, 13, 6)).kOfBeta()).isEqualTo(32);
        assertThat(Scales.upTo(256, List.of(2, 4, 16, 12, 12, 10, 8)).kOfBeta()).isEqualTo(32);
        assertThat(Scales.upTo(512, List.of(2, 4, 16, 12, 12, 10, 8, 8)).kOfBeta())
                .isEqualTo(512);

        IcfrrParameters small = IcfrrParameters.DEFAULTS
                .withKq(32)
                .withBetaScale(BetaScale.K)
                .withVote(Vote.multiscale(List.of(16, 12, 8, 6)));
        assertThat(small.weightOfBonus(new double[] {-1, -2}, 2)).isEqualTo(0.25);
    }

    @Test
    void multiplyingDistancesLeavesTheOrdersOfScaledBetaAsTheyAre() {
        Random random = new Random(SEED);
        KnnGraph graph = new KnnGraphBuilder(16, SelfMatch.INDEX, new Parallelism(1), null)
                .exact(Matrix.of(60, 1, floats(random, 60)));
        double[] distances = random.doubles(60).toArray();
        double[] longer =
                Arrays.stream(distances).map(distance -> 64 * distance).toArray();
        Icfrr icfrr = new Icfrr(
                graph,
                IcfrrParameters.DEFAULTS
                        .withVote(Vote.MULTISCALE)
                        .withKq(16)
                        .withBeta(2)
                        .withBetaScale(BetaScale.SPREAD));

        assertThat(icfrr.rerank(longer, 60).top(60).toArray())
                .isEqualTo(icfrr.rerank(distances, 60).top(60).toArray());
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    @Test
    void weightsOfVotesFollowFromTheScales() {
        Scales scales = Scales.upTo(16);
        // 16/4 + 16/8 + 16/16 = 7 within the first four, 3 within eight, 1 within sixteen.
        assertThat(IntStream.of(0, 3, 4, 7, 8, 15, 16, 100)
                        .map(rank -> scales.weight(0, rank))
                        .toArray())
                .containsExactly(7, 7, 3, 3, 1, 1, 0, 0);
        assertThat(scales.weight(5, 2)).isEqualTo(3);
        assertThat(Scales.upTo(100).largest()).isEqualTo(64);
        assertThat(Scales.upTo(1).largest()).isEqualTo(4);
    }

    @Test
    void weightsThatDoNotFitTheScalesAreRefused() {
        assertThatThrownBy(() -> Scales.upTo(16, List.of(1, 1)))
                .hasMessage("K 16 has 3 scales, so it cannot have 2 weights");
        assertThatThrownBy(() -> Scales.upTo(8, List.of(0, 0))).hasMessageContaining("not all 0");
        assertThatThrownBy(() -> Scales.upTo(8, List.of(17, 0))).hasMessageContaining("0 to 16");
        assertThatThrownBy(() -> IcfrrParameters.DEFAULTS.withVote(Vote.multiscale(List.of(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
