package dev.icfrr.rerank;

import dev.icfrr.knn.KnnGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Explains why {@link Icfrr} ranks single items where it does: scores, bonuses and votes per iteration. Re-ranks the
 * query once and then reads the lists of the voters, {@code O(KQ * KG)} per iteration for any number of items.
 * Immutable and thread-safe.
 */
public final class Explainer {
    private final Icfrr icfrr;

    /** Explains the answers of a re-ranker. */
    public Explainer(Icfrr icfrr) {
        this.icfrr = icfrr;
    }

    /**
     * Explains the rank of an item when the whole gallery is ranked.
     *
     * @param distances of the query to the G gallery items
     * @param item gallery index
     * @throws IllegalArgumentException as {@link Icfrr#rerank(double[])}, or if there is no such item
     */
    public Explanation explain(double[] distances, int item) {
        return explain(distances, new int[] {item}).getFirst();
    }

    /**
     * Explains several items at once. Re-ranks and reads the voters' lists once for all.
     *
     * @param items gallery indices, each once
     */
    public List<Explanation> explain(double[] distances, int[] items) {
        List<int[]> orders = orders(sink -> icfrr.rerank(distances, 0, sink), distances.length);
        return explain(orders, initialScores(orders.getFirst(), item -> distances[item]), items);
    }

    /**
     * Explains the rank of an item when only candidates are ranked.
     *
     * @param candidates as for {@link Icfrr#rerankCandidates}
     * @param item one of the candidates
     * @throws IllegalArgumentException as {@link Icfrr#rerankCandidates}, or if the item is no candidate
     */
    public Explanation explainCandidates(int[] candidates, double[] distances, int item) {
        return explainCandidates(candidates, distances, new int[] {item}).getFirst();
    }

    /**
     * Explains several items at once.
     *
     * @param items some of the candidates, each once
     */
    public List<Explanation> explainCandidates(int[] candidates, double[] distances, int[] items) {
        if (candidates.length == 0 && distances.length == 0) {
            return explain(List.of(new int[0]), new double[0], items);
        }
        List<int[]> orders = orders(sink -> icfrr.rerankCandidates(candidates, distances, 0, sink), candidates.length);
        ItemIndexMap numbers = new ItemIndexMap(candidates);
        return explain(orders, initialScores(orders.getFirst(), item -> distances[numbers.of(item)]), items);
    }

    private static List<int[]> orders(Consumer<RerankSink> rerank, int count) {
        List<int[]> orders = new ArrayList<>();
        rerank.accept((query, iteration, order) -> orders.add(Arrays.copyOf(order, count)));
        return orders;
    }

    private static double[] initialScores(int[] order, java.util.function.IntToDoubleFunction distance) {
        return IntStream.of(order)
                .mapToDouble(item -> -distance.applyAsDouble(item))
                .toArray();
    }

    private List<Explanation> explain(List<int[]> orders, double[] initialScores, int[] items) {
        ItemIndexMap slots = new ItemIndexMap(items);
        int[] initial = slots.ranksIn(orders.getFirst(), initialScores.length);
        List<ExplanationBuilder> builders = new ArrayList<>();
        for (int slot = 0; slot < items.length; slot++) {
            if (initial[slot] < 0) {
                throw new IllegalArgumentException(
                        "item " + items[slot] + " is none of the " + initialScores.length + " ranked");
            }
            builders.add(new ExplanationBuilder(
                    icfrr.parameters(), icfrr.weights(), items[slot], initial[slot], initialScores));
        }
        boolean stopped = false;
        for (int iteration = 1; iteration < orders.size(); iteration++) {
            int[] order = orders.get(iteration);
            if (stopped) {
                builders.forEach(ExplanationBuilder::repeat);
                continue;
            }
            addVotes(orders.get(iteration - 1), initialScores.length, slots, builders);
            int[] ranks = slots.ranksIn(order, order.length);
            for (int slot = 0; slot < items.length; slot++) {
                builders.get(slot).endIteration(ranks[slot]);
            }
            stopped = icfrr.parameters().stopsAccumulating() && Arrays.equals(orders.get(iteration - 1), order);
        }
        return builders.stream().map(ExplanationBuilder::build).toList();
    }

    private void addVotes(int[] order, int count, ItemIndexMap slots, List<ExplanationBuilder> builders) {
        KnnGraph graph = icfrr.graph();
        int[] neighbors = new int[graph.neighborsPerItem()];
        for (int position = 0; position < icfrr.weights().voters(count); position++) {
            graph.lists().copyRow(order[position], neighbors, neighbors.length);
            for (int rank = 0; rank < neighbors.length; rank++) {
                int slot = slots.of(neighbors[rank]);
                if (slot >= 0) {
                    builders.get(slot).vote(order[position], position, rank);
                }
            }
        }
    }
}
