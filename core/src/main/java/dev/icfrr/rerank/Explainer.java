package dev.icfrr.rerank;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.rerank.Explanation.Step;
import dev.icfrr.rerank.Explanation.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says of single items what {@link Icfrr} does to whole orders: scores, bonuses and who voted. Re-ranks the query once and
 * then reads the lists of the voters, {@code O(KQ * KG)} per iteration, for however many items at once. Immutable and thread-safe.
 */
public final class Explainer {
    private final Icfrr icfrr;

    /** Explains the answers of a re-ranker. */
    public Explainer(Icfrr icfrr) {
        this.icfrr = icfrr;
    }

    /**
     * Why an item stands where it stands when the whole gallery is ranked.
     *
     * @param distances of the query to the G gallery items
     * @param item gallery index
     * @throws IllegalArgumentException as {@link Icfrr#rerank(double[])}, or if there is no such item
     */
    public Explanation explain(double[] distances, int item) {
        return explain(distances, new int[] {item}).getFirst();
    }

    /**
     * The same for several items at once, which re-ranks and reads the voters' lists once for all.
     *
     * @param items gallery indices, each once
     */
    public List<Explanation> explain(double[] distances, int[] items) {
        return explain(run(distances), items);
    }

    /**
     * The same where only candidates are ranked.
     *
     * @param candidates as for {@link Icfrr#rerankCandidates}
     * @param item one of the candidates
     * @throws IllegalArgumentException as {@link Icfrr#rerankCandidates}, or if the item is no candidate
     */
    public Explanation explainCandidates(int[] candidates, double[] distances, int item) {
        return explainCandidates(candidates, distances, new int[] {item}).getFirst();
    }

    /**
     * The same for several items at once.
     *
     * @param items some of the candidates, each once
     */
    public List<Explanation> explainCandidates(int[] candidates, double[] distances, int[] items) {
        return explain(run(candidates, distances), items);
    }

    /** The first {@code topN} at each iteration when the whole gallery is ranked. */
    public RerankTrace trace(double[] distances, int topN) {
        TraceSink sink = new TraceSink(icfrr, topN);
        icfrr.rerank(distances, sink);
        return sink.trace();
    }

    /** The first {@code topN} at each iteration when only candidates are ranked. */
    public RerankTrace traceCandidates(int[] candidates, double[] distances, int topN) {
        TraceSink sink = new TraceSink(icfrr, topN);
        if (candidates.length > 0 || distances.length > 0) {
            icfrr.rerankCandidates(candidates, distances, sink);
        }
        return sink.trace();
    }

    private List<int[]> orders(java.util.function.Consumer<RerankSink> rerank, int count) {
        List<int[]> orders = new ArrayList<>();
        rerank.accept((query, iteration, order) -> orders.add(Arrays.copyOf(order, count)));
        return orders;
    }

    private Run run(double[] distances) {
        List<int[]> orders = orders(sink -> icfrr.rerank(distances, 0, sink), distances.length);
        int[] first = orders.getFirst();
        double[] initial = new double[first.length];
        Arrays.setAll(initial, position -> -distances[first[position]]);
        return new Run(orders, initial);
    }

    private Run run(int[] candidates, double[] distances) {
        if (candidates.length == 0 && distances.length == 0) {
            return new Run(List.of(), new double[0]);
        }
        List<int[]> orders = orders(sink -> icfrr.rerankCandidates(candidates, distances, 0, sink), candidates.length);
        ItemIndexMap slots = new ItemIndexMap(candidates);
        int[] first = orders.getFirst();
        double[] initial = new double[first.length];
        Arrays.setAll(initial, position -> -distances[slots.of(first[position])]);
        return new Run(orders, initial);
    }

    /**
     * What a re-ranking went through.
     *
     * @param orders one per iteration
     * @param initial scores of the first order, descending
     */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a question is answered
    private record Run(List<int[]> orders, double[] initial) {
        int voters(int kq) {
            return Math.min(kq, initial.length);
        }
    }

    private List<Explanation> explain(Run run, int[] items) {
        ItemIndexMap slots = new ItemIndexMap(items);
        int[][] ranks = run.orders.stream()
                .map(order -> slots.ranksIn(order, order.length))
                .toArray(int[][]::new);
        for (int slot = 0; slot < items.length; slot++) {
            if (ranks.length == 0 || ranks[0][slot] < 0) {
                throw new IllegalArgumentException(
                        "item " + items[slot] + " is none of the " + run.initial.length + " ranked");
            }
        }
        long denominator = denominator(run);
        double[] scores = new double[items.length];
        List<List<Step>> steps = lists(items.length);
        for (int iteration = 0; iteration < ranks.length; iteration++) {
            int[] before = ranks[Math.max(0, iteration - 1)];
            boolean voted = iteration > 0 && !isSettled(run, iteration);
            List<List<Vote>> votes = voted ? votes(run, iteration, slots) : lists(items.length);
            for (int slot = 0; slot < items.length; slot++) {
                long sum = votes.get(slot).stream().mapToLong(Vote::weight).sum();
                double base = base(run, iteration, before[slot], scores[slot]);
                scores[slot] = score(base, sum, denominator);
                RankedItem ranked = new RankedItem(
                        items[slot],
                        ranks[iteration][slot],
                        before[slot],
                        ranks[0][slot],
                        scores[slot],
                        sum,
                        sum == 0 ? 0 : sum / (double) denominator);
                steps.get(slot)
                        .add(new Step(
                                iteration,
                                ranked,
                                base,
                                voted ? run.voters(icfrr.parameters().kq()) : 0,
                                voted ? denominator : 0,
                                votes.get(slot)));
            }
        }
        return IntStream.range(0, items.length)
                .mapToObj(slot -> new Explanation(items[slot], steps.get(slot)))
                .toList();
    }

    private static <T> List<List<T>> lists(int count) {
        return Stream.<List<T>>generate(ArrayList::new).limit(count).toList();
    }

    /** What the bonus of an iteration is added to. */
    private double base(Run run, int iteration, int positionBefore, double scoreBefore) {
        return iteration == 0 || icfrr.parameters().update() == UpdateRule.REFERENCE
                ? run.initial[positionBefore]
                : scoreBefore;
    }

    private double score(double base, long sum, long denominator) {
        return sum == 0 ? base : base + icfrr.parameters().beta() * sum / denominator;
    }

    private long denominator(Run run) {
        return (long) (icfrr.gallerySize() - 1) * run.voters(icfrr.parameters().kq());
    }

    /** Whether an iteration was left out because the one before it changed nothing. */
    private boolean isSettled(Run run, int iteration) {
        return icfrr.parameters().stopWhenStable()
                && icfrr.parameters().update() == UpdateRule.ACCUMULATING
                && IntStream.range(1, iteration).anyMatch(i -> Arrays.equals(run.orders.get(i - 1), run.orders.get(i)));
    }

    /** The votes of an iteration, by slot. */
    private List<List<Vote>> votes(Run run, int iteration, ItemIndexMap slots) {
        KnnGraph graph = icfrr.graph();
        int[] order = run.orders.get(iteration - 1);
        int[] neighbors = new int[graph.neighborsPerItem()];
        double denominator = denominator(run);
        List<List<Vote>> votes = lists(slots.count());
        for (int position = 0; position < run.voters(icfrr.parameters().kq()); position++) {
            graph.lists().copyRow(order[position], neighbors, neighbors.length);
            for (int rank = 0; rank < neighbors.length; rank++) {
                int slot = slots.of(neighbors[rank]);
                if (slot >= 0) {
                    long weight = graph.size() - 1L - rank;
                    votes.get(slot).add(new Vote(order[position], position, rank, weight, weight / denominator));
                }
            }
        }
        return votes;
    }
}
