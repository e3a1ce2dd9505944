package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With lists handed over as they are asked for, orders equal those with the whole graph at hand. */
class CandidateRerankerTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void asksForListsAndGivesTheOrdersOfTheWholeGraph(long seed) {
        Random random = new Random(seed);
        int size = 30 + random.nextInt(300);
        int columns = 1 + random.nextInt(5);
        float[] values = new float[size * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(9);
        }
        int kg = 1 + random.nextInt(size + 5);
        int kq = 1 + random.nextInt(random.nextBoolean() ? 20 : size + 5);
        double beta = 0.1 + random.nextDouble();
        UpdateRule update = UpdateRule.values()[random.nextInt(2)];
        KnnGraph graph = new KnnGraphBuilder(kg, update.selfMatch(), Parallelism.allCores(), null)
                .exact(Matrix.of(size, columns, values));
        Icfrr whole = new Icfrr(
                graph,
                IcfrrParameters.DEFAULTS
                        .withKq(kq)
                        .withBeta(beta)
                        .withIterations(4)
                        .withUpdate(update));
        CandidateReranker some = new CandidateReranker(size, new IcfrrParameters(kq, beta, 4, update));
        double[] query = random.doubles(size).map(d -> Math.floor(40 * d) / 40).toArray();
        for (int count : new int[] {1, 2, size / 3, size}) {
            int[] items = random.ints(0, size).distinct().limit(count).toArray();
            double[] distances =
                    IntStream.of(items).mapToDouble(item -> query[item]).toArray();
            List<int[]> orders = withListsAskedFor(some, items, distances, graph);
            assertThat(orders.get(4))
                    .as("seed %d, %d of %d, KG %d, KQ %d, %s", seed, count, size, kg, kq, update)
                    .isEqualTo(whole.rerankCandidates(items, distances).toArray());
            if (count == size) {
                whole.rerank(
                        query,
                        0,
                        (_, iteration, order) ->
                                assertThat(orders.get(iteration)).isEqualTo(order));
            }
        }
    }

    private static List<int[]> withListsAskedFor(
            CandidateReranker reranker, int[] items, double[] distances, KnnGraph graph) {
        PartialKnnGraph lists = PartialKnnGraph.none(graph.neighborsPerItem());
        while (true) {
            List<int[]> orders = new ArrayList<>();
            int[] missing =
                    reranker.rerank(items, distances, lists, 7, (_, iteration, order) -> orders.add(order.clone()));
            if (missing.length == 0) {
                return orders;
            }
            assertThat(missing.length).isLessThanOrEqualTo(reranker.parameters().kq());
            lists = lists.with(PartialKnnGraph.of(
                    missing,
                    lists.perItem(),
                    IntStream.of(missing)
                            .flatMap(item -> IntStream.of(graph.neighbors(item)))
                            .toArray()));
        }
    }

    @Test
    void namesWhatItLacksAndShowsTheOrdersSoFar() {
        CandidateReranker reranker = new CandidateReranker(1000, IcfrrParameters.DEFAULTS.withKq(2));
        List<int[]> orders = new ArrayList<>();
        PartialKnnGraph lists = PartialKnnGraph.of(new int[] {700}, 1, new int[] {30});
        int[] missing = reranker.rerank(
                new int[] {700, 30, 999},
                new double[] {0.25, 0.5, 0.25},
                lists,
                0,
                (_, iteration, order) -> orders.add(order.clone()));
        assertThat(missing).containsExactly(999);
        assertThat(orders).hasSize(1);
        assertThat(orders.getFirst()).containsExactly(700, 999, 30);
    }

    @Test
    void weightsDeriveFromTheGalleryNotFromTheCandidates() {
        // One vote of the nearest rank is worth beta at any gallery size; of the second, beta * (1 - 1 / (G - 1)).
        PartialKnnGraph lists = PartialKnnGraph.of(new int[] {0}, 2, new int[] {50, 1});
        int[][] last = new int[1][];
        new CandidateReranker(101, new IcfrrParameters(1, 0.75, 1, UpdateRule.REFERENCE))
                .rerank(
                        new int[] {0, 1},
                        new double[] {0.25, 0.99},
                        lists,
                        0,
                        (_, _, order) -> last[0] = order.clone());
        // -0.99 + 0.75 * 0.99 = -0.2475 beats -0.25; with weights of two candidates it would have been -0.99.
        assertThat(last[0]).containsExactly(1, 0);
    }

    @Test
    void refusesCandidatesThatCannotBe() {
        CandidateReranker reranker = new CandidateReranker(4, IcfrrParameters.DEFAULTS);
        PartialKnnGraph none = PartialKnnGraph.none(2);
        assertThatThrownBy(() -> reranker.rerank(new int[] {1, 1}, new double[2], none, 0, (_, _, _) -> {}))
                .hasMessage("candidate 1 stands there twice");
        assertThatThrownBy(() -> reranker.rerank(new int[] {4}, new double[1], none, 0, (_, _, _) -> {}))
                .hasMessage("candidate 4 is no gallery index: the gallery has 4 items");
        assertThatThrownBy(() -> reranker.rerank(new int[] {1}, new double[2], none, 0, (_, _, _) -> {}))
                .hasMessage("1 candidates cannot have 2 distances");
        assertThatThrownBy(() -> reranker.rerank(new int[] {1}, new double[] {Double.NaN}, none, 0, (_, _, _) -> {}))
                .hasMessageContaining("the distance to candidate 1 is NaN");
        assertThatThrownBy(() -> PartialKnnGraph.of(new int[] {2, 2}, 1, new int[2]))
                .hasMessageContaining("must ascend");
        assertThatThrownBy(() -> PartialKnnGraph.of(new int[] {2}, 3, new int[2]))
                .hasMessageContaining("cannot have 2");
    }

    @Test
    void selectsListsByItem() {
        PartialKnnGraph lists = PartialKnnGraph.of(new int[] {2, 5, 9}, 2, new int[] {1, 2, 3, 4, 5, 6});
        PartialKnnGraph selected = lists.select(new int[] {0, 5, 9, 12});
        assertThat(selected.items()).containsExactly(5, 9);
        assertThat(selected.neighbors()).containsExactly(3, 4, 5, 6);
        PartialKnnGraph all = selected.with(PartialKnnGraph.of(new int[] {7}, 2, new int[] {8, 8}));
        assertThat(all.items()).containsExactly(5, 7, 9);
        assertThat(all.neighbors()).containsExactly(3, 4, 8, 8, 5, 6);
    }
}
