package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Re-ranks candidates with lists from a graph, or from a part of one that grows on request. */
class NeighborLookupTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void partialGraphsGiveTheOrdersOfTheWholeGraph(long seed) {
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
        double[] query = random.doubles(size).map(d -> Math.floor(40 * d) / 40).toArray();
        for (int count : new int[] {1, 2, size / 3, size}) {
            int[] items = random.ints(0, size).distinct().limit(count).sorted().toArray();
            double[] distances =
                    IntStream.of(items).mapToDouble(item -> query[item]).toArray();
            List<int[]> orders = withMissingListsAdded(whole.parameters(), items, distances, graph);
            assertThat(orders.get(4))
                    .as("seed %d, %d of %d, KG %d, KQ %d, %s", seed, count, size, kg, kq, update)
                    .isEqualTo(whole.rerankCandidates(items, distances).toArray());
            assertThat(new WindowReranker(whole.parameters())
                            .rerank(distances, NeighborLookup.of(graph, items))
                            .toArray())
                    .as("seed %d", seed)
                    .isEqualTo(numbers(items, orders.get(4)));
            if (count == size) {
                whole.rerank(
                        query,
                        0,
                        (_, iteration, order) ->
                                assertThat(orders.get(iteration)).isEqualTo(order));
            }
        }
    }

    private static int[] numbers(int[] items, int[] order) {
        return IntStream.of(order).map(item -> Arrays.binarySearch(items, item)).toArray();
    }

    private static List<int[]> withMissingListsAdded(
            IcfrrParameters parameters, int[] items, double[] distances, KnnGraph graph) {
        PartialKnnGraph lists = PartialKnnGraph.none(graph.neighborsPerItem());
        while (true) {
            List<int[]> orders = new ArrayList<>();
            int[] missing =
                    available(parameters, items, distances, NeighborLookup.of(lists, graph.size(), items), orders);
            if (missing.length == 0) {
                return orders;
            }
            assertThat(missing.length).isLessThanOrEqualTo(parameters.kq());
            lists = lists.with(PartialKnnGraph.of(
                    missing,
                    lists.perItem(),
                    IntStream.of(missing)
                            .flatMap(item -> IntStream.of(graph.neighbors(item)))
                            .toArray()));
        }
    }

    /** Collects orders of gallery indices and returns the items whose lists are missing, ascending. */
    private static int[] available(
            IcfrrParameters parameters, int[] items, double[] distances, NeighborLookup lists, List<int[]> orders) {
        return IntStream.of(new WindowReranker(parameters)
                        .rerankAvailable(
                                distances,
                                lists,
                                7,
                                (_, _, order) -> orders.add(IntStream.of(order)
                                        .map(candidate -> items[candidate])
                                        .toArray())))
                .map(candidate -> items[candidate])
                .sorted()
                .toArray();
    }

    @Test
    void namesMissingListsAndShowsTheOrdersSoFar() {
        List<int[]> orders = new ArrayList<>();
        int[] items = {30, 700, 999};
        int[] missing = available(
                IcfrrParameters.DEFAULTS.withKq(2),
                items,
                new double[] {0.5, 0.25, 0.25},
                NeighborLookup.of(PartialKnnGraph.of(new int[] {700}, 1, new int[] {30}), 1000, items),
                orders);
        assertThat(missing).containsExactly(999);
        assertThat(orders).hasSize(1);
        assertThat(orders.getFirst()).containsExactly(700, 999, 30);
    }

    @Test
    void weightsDependOnTheGalleryNotOnTheCandidates() {
        // One vote of the nearest rank is worth beta at any gallery size; of the second, beta * (1 - 1 / (G - 1)).
        PartialKnnGraph lists = PartialKnnGraph.of(new int[] {0}, 2, new int[] {50, 1});
        Ranking ranking = new WindowReranker(new IcfrrParameters(1, 0.75, 1, UpdateRule.REFERENCE))
                .rerank(new double[] {0.25, 0.99}, NeighborLookup.of(lists, 101, new int[] {0, 1}));
        // -0.99 + 0.75 * 0.99 = -0.2475 beats -0.25; with weights of two candidates it would have been -0.99.
        assertThat(ranking.toArray()).containsExactly(1, 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1,1  | candidate 1 is listed twice
                    1,4  | candidate 4 is no gallery index: the gallery has 4 items
                    -1,1 | candidate -1 is no gallery index: the gallery has 4 items
                    2,1  | candidate 1 follows candidate 2, but candidates must ascend
                    """)
    void refusesItemsThatDoNotAscendInTheGallery(String items, String message) {
        int[] candidates =
                Arrays.stream(items.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        assertThatThrownBy(() -> NeighborLookup.of(PartialKnnGraph.none(2), 4, candidates))
                .hasMessage(message);
    }
}
