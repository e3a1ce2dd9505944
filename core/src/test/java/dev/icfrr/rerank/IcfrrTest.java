package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PreparedLists;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IcfrrTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261123);

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void equalsTheNaiveFormulas(UpdateRule rule) {
        for (int round = 0; round < 400; round++) {
            long seed = seeds.value() + round;
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int size = round % 20 == 0 ? 1 + random.nextInt(2) : 1 + random.nextInt(round % 7 == 0 ? 300 : 40);
            boolean fewVotes = round % 3 == 0;
            int kg = 1 + random.nextInt(fewVotes ? 4 : 2 * size);
            int kq = 1 + random.nextInt(fewVotes ? 8 : 2 * size);
            double beta = random.nextInt(5) == 0 ? -random.nextDouble() : 2 * random.nextDouble();
            int iterations = random.nextInt(9);
            int queries = 1 + random.nextInt(3);
            Problem problem = Problem.random(random, queries, size);
            KnnGraph graph = new KnnGraphBuilder(kg, rule.selfMatch(), new Parallelism(2), null)
                    .fromDistances(problem.galleryMatrix());
            Icfrr icfrr = new Icfrr(
                    graph,
                    IcfrrParameters.DEFAULTS
                            .withKq(kq)
                            .withBeta(beta)
                            .withIterations(iterations)
                            .withUpdate(rule));
            int[][][] orders = new int[queries][iterations + 1][];
            icfrr.rerankAll(
                    DistanceSource.stored(problem.queryMatrix()),
                    (query, iteration, order) -> orders[query][iteration] = order.clone(),
                    new Parallelism(2));
            for (int query = 0; query < queries; query++) {
                int[][] expected =
                        NaiveIcfrr.orders(problem.query()[query], problem.gallery(), kg, kq, beta, iterations, rule);
                for (int iteration = 0; iteration <= iterations; iteration++) {
                    assertThat(orders[query][iteration])
                            .as(
                                    "seed %d: G %d, KG %d, KQ %d, beta %s, query %d, iteration %d",
                                    seed, size, kg, kq, beta, query, iteration)
                            .isEqualTo(expected[iteration]);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void candidatesAloneVoteAndMove(UpdateRule rule) {
        for (int round = 0; round < 200; round++) {
            long seed = seeds.value() + round;
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int size = 2 + random.nextInt(40);
            int kg = 1 + random.nextInt(size);
            int kq = 1 + random.nextInt(size);
            Problem problem = Problem.random(random, 2, size);
            KnnGraph graph = new KnnGraphBuilder(kg, rule.selfMatch(), new Parallelism(1), null)
                    .fromDistances(problem.galleryMatrix());
            Icfrr icfrr = new Icfrr(
                    graph, IcfrrParameters.DEFAULTS.withKq(kq).withIterations(4).withUpdate(rule));
            for (double[] query : problem.query()) {
                int all = round % 5 == 0 ? size : 1 + random.nextInt(size);
                List<Integer> shuffled = new ArrayList<>(List.of(NaiveIcfrr.indices(size)));
                java.util.Collections.shuffle(shuffled, new java.util.Random(seed));
                List<Integer> chosen = shuffled.subList(0, all);
                int[] items = chosen.stream().mapToInt(item -> item).toArray();
                double[] distances =
                        chosen.stream().mapToDouble(item -> query[item]).toArray();
                Integer[] ascending = chosen.stream().sorted().toArray(Integer[]::new);
                int[][] expected = NaiveIcfrr.orders(
                        query, ascending, problem.gallery(), kg, kq, IcfrrParameters.DEFAULT_BETA, 4, rule);
                assertThat(icfrr.rerankCandidates(items, distances).toArray())
                        .as("seed %d: G %d, KG %d, KQ %d, %d candidates", seed, size, kg, kq, all)
                        .isEqualTo(expected[4]);
                if (all == size) {
                    assertThat(expected[4]).isEqualTo(icfrr.rerank(query).toArray());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void firstFewAreThoseOfTheWholeOrder(UpdateRule rule) {
        for (int round = 0; round < 200; round++) {
            long seed = seeds.value() + round;
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int size = 1 + random.nextInt(200);
            Problem problem = Problem.random(random, 1, size);
            KnnGraph graph = new KnnGraphBuilder(1 + random.nextInt(size), rule.selfMatch(), new Parallelism(1), null)
                    .fromDistances(problem.galleryMatrix());
            Icfrr icfrr = new Icfrr(
                    graph,
                    IcfrrParameters.DEFAULTS
                            .withKq(1 + random.nextInt(size))
                            .withBeta(random.nextInt(5) == 0 ? -random.nextDouble() : 2 * random.nextDouble())
                            .withIterations(random.nextInt(5))
                            .withUpdate(rule));
            int topN = 1 + random.nextInt(random.nextBoolean() ? size : 1 + size / 4);
            double[] query = problem.query()[0];
            List<int[]> orders = new ArrayList<>();
            icfrr.rerank(query, 0, (_, _, order) -> orders.add(Arrays.copyOf(order, topN)));
            RerankTrace trace = new RerankTracer(icfrr).trace(query, topN);
            assertThat(icfrr.rerank(query, topN).toArray()).as("seed %d", seed).isEqualTo(orders.getLast());
            for (int iteration = 0; iteration < orders.size(); iteration++) {
                assertThat(trace.iterations().get(iteration).stream()
                                .mapToInt(RankedItem::item)
                                .toArray())
                        .as("seed %d, iteration %d", seed, iteration)
                        .isEqualTo(orders.get(iteration));
            }
            // Memory that was used for a few is used for all again.
            assertThat(icfrr.rerank(query).toArray()).startsWith(orders.getLast());
        }
    }

    @Test
    void noCandidatesGiveAnEmptyRanking() {
        assertThat(fourItems().rerankCandidates(new int[0], new double[0]).size())
                .isZero();
    }

    @Test
    void refusesCandidatesThatAreNotDistinctGalleryIndices() {
        assertThatThrownBy(() -> fourItems().rerankCandidates(new int[] {1, 1}, new double[] {0, 0}))
                .hasMessage("candidate 1 is listed twice");
        assertThatThrownBy(() -> fourItems().rerankCandidates(new int[] {1, 4}, new double[] {0, 0}))
                .hasMessage("candidate 4 is no gallery index: the gallery has 4 items");
    }

    @Test
    void refusesCandidatesWithoutOneFiniteDistanceEach() {
        assertThatThrownBy(() -> fourItems().rerankCandidates(new int[] {1}, new double[] {0, 0}))
                .hasMessage("1 candidates cannot have 2 distances");
        assertThatThrownBy(() -> fourItems().rerankCandidates(new int[] {1}, new double[] {Double.NaN}))
                .hasMessageContaining("must be finite");
    }

    @Test
    void oneVoteIsCountedByHand() {
        // Gallery on a line at 0, 1, 3, 7; the query beside item 0, so the order is 0 1 2 3.
        double[][] gallery = distances(0, 1, 3, 7);
        KnnGraph graph = KnnGraph.fromDistances(matrix(gallery), 1);
        // With KQ 1 only item 0 votes, for its one neighbor, item 1, with weight 1: its score becomes -1 + beta.
        assertThat(first(graph, 0.875)).isEqualTo(new int[] {1, 0, 2, 3});
        assertThat(first(graph, 0.625)).isEqualTo(new int[] {0, 1, 2, 3});
        // A score just reached, -1 + 0.75 = -0.25, keeps its place.
        assertThat(first(graph, 0.75)).isEqualTo(new int[] {0, 1, 2, 3});
    }

    private static int[] first(KnnGraph graph, double beta) {
        Icfrr icfrr = new Icfrr(
                graph, IcfrrParameters.DEFAULTS.withKq(1).withBeta(beta).withIterations(1));
        return icfrr.rerank(new double[] {0.25, 1, 3, 7}).toArray();
    }

    @Test
    void largeSumsDoNotOverflow() {
        // G-1 = 69999 and KQ = G: sums beyond 32 bits; every list the same two items.
        int size = 70_000;
        PreparedLists builder =
                KnnGraphBuilder.of(2).withSelfMatch(SelfMatch.INDEX).prepared(size);
        for (int item = 0; item < size; item++) {
            builder.set(item, new int[] {size - 1, size - 2});
        }
        double[] distances = new double[size];
        Arrays.setAll(distances, i -> i * 1e-5);
        Icfrr icfrr = new Icfrr(
                builder.build(),
                IcfrrParameters.DEFAULTS
                        .withKq(size)
                        .withBeta(1)
                        .withIterations(1)
                        .withUpdate(UpdateRule.ACCUMULATING));
        // Both bonuses are almost 1 and lift them above all; the first is larger by 1/(G-1) > 1e-5.
        assertThat(icfrr.rerank(distances, 3)).isEqualTo(Ranking.copyOf(new int[] {size - 1, size - 2, 0}, 3));
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void anyNumberOfThreadsGivesTheSame(UpdateRule rule) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        Problem problem = Problem.random(random, 40, 120);
        List<int[]> once = new ArrayList<>();
        Icfrr icfrr = new Icfrr(
                new KnnGraphBuilder(12, rule.selfMatch(), new Parallelism(1), null)
                        .fromDistances(problem.galleryMatrix()),
                IcfrrParameters.DEFAULTS.withKq(15).withUpdate(rule));
        for (double[] query : problem.query()) {
            once.add(icfrr.rerank(query).toArray());
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<int[]>> answers = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                for (double[] query : problem.query()) {
                    answers.add(executor.submit(() -> icfrr.rerank(query).toArray()));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(once.get(i % once.size()));
            }
        }
    }

    @Test
    void stoppingWhenStableShowsEveryIterationAndEndsTheSameByTheReferenceRule() {
        Problem problem = Problem.random(RandomGenerator.of("L64X128MixRandom"), 1, 60);
        KnnGraph graph = KnnGraph.fromDistances(problem.galleryMatrix(), 10);
        Icfrr going = new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(10).withIterations(40));
        Icfrr stopping = new Icfrr(
                graph, IcfrrParameters.DEFAULTS.withKq(10).withIterations(40).withStopWhenStable(true));
        List<Integer> seen = new ArrayList<>();
        stopping.rerank(problem.query()[0], 5, (query, iteration, order) -> seen.add(iteration));
        assertThat(seen).hasSize(41).isSorted();
        assertThat(stopping.rerank(problem.query()[0])).isEqualTo(going.rerank(problem.query()[0]));
    }

    @Test
    void floatAndDoubleDistancesOfTheSameValuesAgree() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        int size = 200;
        float[] gallery = new float[size * size];
        double[] wide = new double[size * size];
        for (int i = 0; i < gallery.length; i++) {
            gallery[i] = random.nextInt(50) / 7f;
            wide[i] = gallery[i];
        }
        float[] query = new float[size];
        double[] wideQuery = new double[size];
        for (int i = 0; i < size; i++) {
            query[i] = random.nextInt(60) / 7f;
            wideQuery[i] = query[i];
        }
        KnnGraph narrow = KnnGraph.fromDistances(Matrix.of(size, size, gallery), 20);
        KnnGraph doubles = KnnGraph.fromDistances(Matrix.of(size, size, wide), 20);
        for (int item = 0; item < size; item++) {
            assertThat(narrow.neighbors(item)).isEqualTo(doubles.neighbors(item));
        }
        assertThat(new Icfrr(narrow, IcfrrParameters.DEFAULTS.withKq(30)).rerank(query))
                .isEqualTo(new Icfrr(doubles, IcfrrParameters.DEFAULTS.withKq(30)).rerank(wideQuery));
    }

    @Test
    void truncatedGraphEqualsOneBuiltSmall() {
        Problem problem = Problem.random(RandomGenerator.of("L64X128MixRandom"), 1, 80);
        KnnGraph large = KnnGraph.fromDistances(problem.galleryMatrix(), 30);
        KnnGraph small = KnnGraph.fromDistances(problem.galleryMatrix(), 9);
        assertThat(new Icfrr(large.truncated(9), IcfrrParameters.DEFAULTS.withKq(12)).rerank(problem.query()[0]))
                .isEqualTo(new Icfrr(small, IcfrrParameters.DEFAULTS.withKq(12)).rerank(problem.query()[0]));
        assertThatThrownBy(() -> small.truncated(10)).hasMessageContaining("KG");
    }

    @Test
    void refusesDistancesThatAreNotFinite() {
        Icfrr icfrr = fourItems();
        assertThatThrownBy(() -> icfrr.rerank(new double[] {0, Double.NaN, 1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column 1")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> icfrr.rerank(new float[] {0, 1, Float.NEGATIVE_INFINITY, 2}))
                .hasMessageContaining("column 2");
    }

    @Test
    void refusesAnotherNumberOfDistances() {
        assertThatThrownBy(() -> fourItems().rerank(new float[3])).hasMessageContaining("4 distances");
    }

    @Test
    void worksAfterARefusal() {
        Icfrr icfrr = fourItems();
        assertThatThrownBy(() -> icfrr.rerank(new double[] {0, Double.NaN, 1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(icfrr.rerank(new double[] {0, 1, 2, 3}).size()).isEqualTo(4);
    }

    @Test
    void graphsNeedFiniteDistances() {
        assertThatThrownBy(() -> KnnGraph.fromDistances(Matrix.of(2, 2, new double[] {0, 1, Double.NaN, 0}), 1))
                .hasMessageContaining("row 1, column 0");
    }

    @Test
    void graphsNeedASquareMatrixOfAtLeastOneItem() {
        assertThatThrownBy(() -> KnnGraph.fromDistances(Matrix.of(1, 2, new double[2]), 1))
                .hasMessageContaining("square");
        assertThatThrownBy(() -> KnnGraph.fromDistances(Matrix.of(0, 0, new double[0]), 1))
                .hasMessageContaining("at least 1 item");
    }

    private static Icfrr fourItems() {
        return new Icfrr(KnnGraph.fromDistances(matrix(distances(0, 1, 3, 7)), 2), IcfrrParameters.DEFAULTS);
    }

    static Matrix matrix(double[][] rows) {
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return Matrix.of(rows.length, rows.length == 0 ? 0 : rows[0].length, flat);
    }

    /** Distances between points on a line. */
    private static double[][] distances(double... points) {
        return Arrays.stream(points)
                .mapToObj(a -> Arrays.stream(points).map(b -> Math.abs(a - b)).toArray())
                .toArray(double[][]::new);
    }

    /** Distances of queries and of the gallery, with duplicates and ties in many of them. */
    record Problem(double[][] query, double[][] gallery) {
        static Problem random(RandomGenerator random, int queries, int size) {
            int dimensions = 1 + random.nextInt(4);
            boolean coarse = random.nextBoolean();
            double[][] items = points(random, size, dimensions, coarse);
            double[][] asked = points(random, queries, dimensions, coarse);
            for (int copies = random.nextInt(size); copies > 0; copies -= 3) {
                items[random.nextInt(size)] = items[random.nextInt(size)];
            }
            return new Problem(between(asked, items), between(items, items));
        }

        Matrix queryMatrix() {
            return matrix(query);
        }

        Matrix galleryMatrix() {
            return matrix(gallery);
        }

        private static double[][] points(RandomGenerator random, int count, int dimensions, boolean coarse) {
            double[][] points = new double[count][dimensions];
            for (double[] point : points) {
                Arrays.setAll(point, k -> coarse ? random.nextInt(4) : random.nextGaussian());
            }
            return points;
        }

        private static double[][] between(double[][] from, double[][] to) {
            double[][] distances = new double[from.length][to.length];
            for (int i = 0; i < from.length; i++) {
                for (int j = 0; j < to.length; j++) {
                    double sum = 0;
                    for (int k = 0; k < from[i].length; k++) {
                        sum += (from[i][k] - to[j][k]) * (from[i][k] - to[j][k]);
                    }
                    distances[i][j] = Math.sqrt(sum);
                }
            }
            return distances;
        }
    }
}
