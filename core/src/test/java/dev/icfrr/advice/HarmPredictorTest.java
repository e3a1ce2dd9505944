package dev.icfrr.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.rerank.Reranker;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class HarmPredictorTest {
    private static final int QUERIES = 90;

    /** What one way of re-ranking did: per query the orders of all iterations, and the numbers. */
    private record Outcome(Map<Integer, int[][]> orders, double[] numbers) {
        static Outcome of(SyntheticClasses data, KnnGraph graph, int kq, boolean leave) {
            double[] numbers = new double[QUERIES];
            Icfrr icfrr = new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(kq).withIterations(3));
            return run(
                    new GuardedReranker(
                            icfrr, guard(data, graph, kq), leave, (query, number) -> numbers[query] = number),
                    data,
                    numbers);
        }

        static Outcome plain(SyntheticClasses data, KnnGraph graph, int kq) {
            return run(new Icfrr(graph, IcfrrParameters.DEFAULTS.withKq(kq).withIterations(3)), data, new double[0]);
        }

        private static Outcome run(Reranker reranker, SyntheticClasses data, double[] numbers) {
            Map<Integer, int[][]> orders = new ConcurrentHashMap<>();
            reranker.rerankAll(
                    DistanceSource.between(data.queries(), data.gallery()), new Keep(orders), new Parallelism(2));
            return new Outcome(orders, numbers);
        }

        long warned() {
            return Arrays.stream(numbers).filter(HarmPredictor::predictsHarm).count();
        }
    }

    /** Keeps all orders; an end that is said not to have changed must be that of the order before. */
    private record Keep(Map<Integer, int[][]> orders) implements RerankSink {
        @Override
        public void accept(int query, int iteration, int[] order) {
            orders.computeIfAbsent(query, _ -> new int[4][])[iteration] = order.clone();
        }

        @Override
        public void accept(int query, int iteration, int[] order, int unchangedFrom) {
            accept(query, iteration, order);
            if (unchangedFrom < order.length) {
                int[] before = orders.getOrDefault(query, new int[4][])[iteration - 1];
                assertThat(Arrays.copyOfRange(order, unchangedFrom, order.length))
                        .isEqualTo(Arrays.copyOfRange(before, unchangedFrom, order.length));
            }
        }
    }

    private static HarmPredictor guard(SyntheticClasses data, KnnGraph graph, int kq) {
        return new HarmPredictor(
                graph,
                kq,
                InitialRankings.of(
                        DistanceSource.between(data.queries(), data.gallery()),
                        HarmPredictor.depth(graph.size(), kq),
                        1,
                        new Parallelism(2)));
    }

    @Test
    void predictsHarmForFeaturesWithoutGroups() {
        SyntheticClasses data = SyntheticClasses.of(256, 10, 60, QUERIES, 200, 6);
        for (int k : new int[] {4, 16, 64, 250}) {
            KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), k);
            assertThat(HarmPredictor.predictsHarm(guard(data, graph, k).datasetScore()))
                    .isTrue();
            Outcome outcome = Outcome.of(data, graph, k, true);
            assertThat(outcome.warned()).as("K %d", k).isEqualTo(QUERIES);
            outcome.orders()
                    .values()
                    .forEach(orders -> assertThat(Arrays.asList(orders)).containsOnly(orders[0]));
        }
    }

    @Test
    void predictsNoHarmForFeaturesWithClearGroups() {
        SyntheticClasses data = SyntheticClasses.of(10, 30, QUERIES, 0.4, 6);
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), 30);
        Outcome outcome = Outcome.of(data, graph, 20, true);
        assertThat(outcome.warned()).isZero();
        assertThat(guard(data, graph, 20).datasetScore()).isGreaterThan(0.8);
        assertSame(outcome, Outcome.plain(data, graph, 20));
    }

    @Test
    void predictsHarmForMoreVotersThanTheClassHas() {
        SyntheticClasses data = SyntheticClasses.of(30, 10, QUERIES, 0.3, 6);
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), 250);
        assertThat(Outcome.of(data, graph, 8, true).warned()).isZero();
        assertThat(Outcome.of(data, graph, 150, true).warned()).isEqualTo(QUERIES);
    }

    @Test
    void predictingAloneChangesNoOrder() {
        SyntheticClasses data = SyntheticClasses.of(30, 10, QUERIES, 0.3, 6);
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), 150);
        Outcome told = Outcome.of(data, graph, 150, false);
        assertThat(told.warned()).isEqualTo(QUERIES);
        assertSame(told, Outcome.plain(data, graph, 150));
    }

    private static void assertSame(Outcome one, Outcome other) {
        assertThat(one.orders().keySet()).isEqualTo(other.orders().keySet()).hasSize(QUERIES);
        one.orders()
                .forEach((query, orders) ->
                        assertThat(orders).isDeepEqualTo(other.orders().get(query)));
    }

    @Test
    void scoresFollowTheFormula() {
        SyntheticClasses data = SyntheticClasses.of(8, 25, QUERIES, 0.8, 11);
        KnnGraph graph = KnnGraph.fromFeatures(data.gallery(), 15);
        int kq = 20;
        InitialRankings rankings =
                InitialRankings.of(DistanceSource.between(data.queries(), data.gallery()), kq, 1, new Parallelism(1));
        double[] means = rankings.meanAgreement(new ListAgreement(graph, List.of(4, 8, 16, 20)), new Parallelism(1));
        double reference = 0.15 / Math.pow(kq, 0.4);
        int[] scales = {4, 8, 16, 20};
        for (int i = 0; i < 4; i++) {
            reference = Math.max(reference, means[i] / Math.pow(scales[i], 0.4));
        }
        int[] ranking = Outcome.plain(data, graph, kq).orders().get(5)[0];
        double own = new ListAgreement(graph, List.of(20)).of(ranking)[0];
        double error = Math.sqrt(Math.max(own, means[3]) / (20 * 15));
        HarmPredictor guard = new HarmPredictor(graph, kq, rankings);
        assertThat(guard.score(ranking)).isCloseTo((own + 6 * error) / Math.pow(20, 0.4) / reference, within(1e-12));
        assertThat(guard.datasetScore()).isCloseTo(means[3] / Math.pow(20, 0.4) / reference, within(1e-12));
    }
}
