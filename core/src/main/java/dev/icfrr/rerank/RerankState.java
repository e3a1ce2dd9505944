package dev.icfrr.rerank;

import dev.icfrr.distance.BoundedDistances;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Finite;
import dev.icfrr.sort.FirstScores;
import dev.icfrr.sort.ScoreSort;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of one query during the iterations, in memory that the next query reuses. If only candidates are ranked,
 * items are their numbers here, and all memory is in proportion to the largest number of candidates so far. One object
 * serves one thread.
 */
final class RerankState {
    /**
     * Two orders, three arrays of scores, bonuses, positions and flags, the votes with hidden ones, the memory of the
     * sort, and the positions of close scores.
     */
    private static final int BYTES_PER_ITEM = 97;

    private final int capacity;
    /** Of the current query; null if the whole gallery is ranked. */
    private final @Nullable CandidateNumbers candidates;

    private final IcfrrParameters parameters;
    private final VoteWeights weights;
    private final OrderPair orders;
    private final Bonuses bonuses;
    private final ScoreSort sort;
    private final WholeSort whole;
    /** Null if every item may have a bonus. */
    private final @Nullable BoostedMerge merge;

    private final FirstItems firstItems;
    private final FirstSort firstSort;
    private final AccumulatedScores accumulated;
    private final double[] scores;

    /** Gallery indices of candidates. */
    private final int[] shown;

    private final int[] shownBefore;

    /** Created when needed. */
    private @Nullable CloseScores closeScores;
    /** Of the current query if its distances are bounded. */
    private @Nullable CloseScores close;

    /** Creates the memory for queries that rank the whole gallery. */
    static RerankState ofGallery(KnnGraph graph, IcfrrParameters parameters, VoteWeights weights) {
        return new RerankState(graph, parameters, weights, graph.size(), null);
    }

    /** Creates the memory for queries that rank up to {@code capacity} candidates. */
    static RerankState ofCandidates(KnnGraph graph, IcfrrParameters parameters, VoteWeights weights, int capacity) {
        return new RerankState(graph, parameters, weights, capacity, new CandidateNumbers(graph.size()));
    }

    private RerankState(
            KnnGraph graph,
            IcfrrParameters parameters,
            VoteWeights weights,
            int capacity,
            @Nullable CandidateNumbers candidates) {
        this.capacity = capacity;
        this.candidates = candidates;
        this.parameters = parameters;
        this.weights = weights;
        Votes votes = switch (weights) {
            case VoteWeights.Flat flat ->
                VoteAccumulator.of(
                        graph.lists(), graph.neighborsPerItem(), candidates, capacity, flat.voters(capacity));
            case VoteWeights.Multiscale(ChanceVotes chance) ->
                new MultiscaleVotes(graph.lists(), chance, capacity, candidates);
        };
        orders = new OrderPair(capacity, parameters.update() == UpdateRule.ACCUMULATING);
        bonuses = new Bonuses(votes, weights, capacity);
        sort = new ScoreSort(capacity);
        scores = new double[capacity + 1];
        whole = new WholeSort(orders, bonuses, sort, scores);
        merge = votes instanceof VoteAccumulator sums ? new BoostedMerge(orders, bonuses, sums, sort, scores) : null;
        FirstScores first = new FirstScores(sort);
        firstItems = new FirstItems(capacity, parameters.iterations());
        firstSort = new FirstSort(orders, bonuses, first, scores);
        accumulated = new AccumulatedScores(first);
        shown = new int[candidates == null ? 0 : capacity];
        shownBefore = new int[candidates == null ? 0 : capacity];
    }

    /** Returns about how many bytes one object takes, without accumulated scores. */
    static long bytes(long gallerySize) {
        return BYTES_PER_ITEM * gallerySize;
    }

    /** Returns how many bytes the scores take that {@link #rankLast} accumulates. */
    static long accumulatedBytes(long gallerySize, IcfrrParameters parameters) {
        return canSkipOrders(parameters) ? Double.BYTES * (parameters.iterations() + 1L) * gallerySize : 0;
    }

    /** Returns how many items a query can rank. */
    int capacity() {
        return capacity;
    }

    /** Returns the current order: gallery indices, best first, as many as the query ranks. The next call changes it. */
    int[] order() {
        return candidates == null ? orders.order() : candidates.items(orders.order(), orders.known(), shown);
    }

    /** Returns the order before the last iteration that was computed. */
    int[] orderBefore() {
        return candidates == null ? orders.next() : candidates.items(orders.next(), orders.count(), shownBefore);
    }

    /** Returns the number of items that the query ranks. */
    int count() {
        return orders.count();
    }

    /** Returns how many items of the current order are known, from the first on; {@link #order} holds no others. */
    int known() {
        return orders.known();
    }

    /** Returns the position from which on the current order equals the one before, or {@link #count}. */
    int unchangedFrom() {
        return orders.unchangedFrom();
    }

    /**
     * Returns the score at a position: by the reference rule the initial score, which stays there, by the accumulating
     * rule the score of the item that is there now.
     */
    double value(int position) {
        return orders.values()[position];
    }

    /** Returns the weight of the bonuses of this query. */
    double beta() {
        return bonuses.beta();
    }

    /** Returns the numerator of the bonus, in the last iteration that was computed, of the item at a position. */
    long sum(int position) {
        return bonuses.numerator(orders.order()[position]);
    }

    /** Returns the denominator of the bonuses. */
    double denominator() {
        return bonuses.denominator();
    }

    /** Starts a query with the gallery by ascending distance, ties by index. */
    void start(double[] distances, int query) {
        sortInitial(distances, capacity, query);
    }

    /** Returns whether the orders of these parameters can be found from bounded distances. */
    static boolean ranksByBounds(IcfrrParameters parameters) {
        return parameters.update() == UpdateRule.REFERENCE && parameters.betaScale() != BetaScale.SPREAD;
    }

    /**
     * Starts a query with bounded distances; only whole orders can be computed.
     *
     * @return whether the order is that of canonical distances; if not, the query must be started by these
     */
    boolean startBounded(BoundedDistances distances) {
        distances.copyNegated(scores);
        sortInitial(capacity);
        if (closeScores == null) {
            closeScores = new CloseScores(orders.values());
        }
        close = closeScores;
        return close.start(distances, orders.order(), bonuses.beta());
    }

    /** Returns whether the last order is that of canonical distances. */
    boolean isCanonical() {
        return close == null || !close.areTooMany();
    }

    /**
     * Starts a query with some items of the gallery by ascending distance, ties by index.
     *
     * @param items gallery indices, at least one
     * @param distances one per item
     * @throws IllegalArgumentException if an item is no gallery index or is listed twice, or a distance is not finite
     */
    void start(int[] items, double[] distances, int query) {
        CandidateNumbers numbers = Objects.requireNonNull(candidates);
        bonuses.clear();
        numbers.set(items);
        sortInitial(distances, items.length, query);
        numbers.sortTies(orders.values(), orders.order());
    }

    private void sortInitial(double[] distances, int ranked, int query) {
        negate(distances, ranked, query);
        sortInitial(ranked);
    }

    private void negate(double[] distances, int ranked, int query) {
        Finite.requireFinite(distances, ranked, query);
        for (int i = 0; i < ranked; i++) {
            scores[i] = -distances[i];
        }
    }

    private void sortInitial(int ranked) {
        int[] order = orders.order();
        double[] values = orders.values();
        System.arraycopy(sort.descending(scores, ranked), 0, order, 0, ranked);
        for (int position = 0; position < ranked; position++) {
            values[position] = scores[order[position]];
        }
        prepare(values, ranked);
    }

    /** @param sorted minus the distances, descending; read only if beta depends on them */
    private void prepare(double[] sorted, int ranked) {
        orders.start(ranked);
        close = null;
        bonuses.start(ranked, parameters.weightOfBonus(sorted, ranked));
    }

    /**
     * Runs one iteration: the top items vote, and the order is sorted again.
     *
     * @return whether anything moved
     */
    boolean iterate() {
        bonuses.moveTo(orders.order());
        int changed;
        do {
            changed = merge != null && merge.areFew() ? merge.iterate(close) : whole.iterate(close);
        } while (close != null && close.haveChanged());
        orders.swap(changed);
        return changed > 0;
    }

    /**
     * Starts a query of which only the first items of each order are read, to be continued by {@link #iterateFirst}.
     *
     * @return whether sorting them alone is worth a try
     */
    boolean startFirst(double[] distances, int query, int items) {
        if (parameters.beta() < 0
                || parameters.stopsAccumulating()
                || !firstItems.start(items, weights.voters(capacity))) {
            return false;
        }
        if (firstItems.isWhole(0) || parameters.betaScale() == BetaScale.SPREAD) {
            start(distances, query);
            return true;
        }
        negate(distances, capacity, query);
        firstSort.start(capacity, firstItems.sorted(0));
        prepare(orders.values(), capacity);
        orders.knowFirst(firstItems.sorted(0));
        return true;
    }

    /**
     * Runs an iteration of a query that {@link #startFirst} started.
     *
     * @return whether as many items are known as are read; if not, the query must be started again by whole orders
     */
    boolean iterateFirst(int iteration) {
        if (firstItems.isWhole(iteration)) {
            iterate();
        } else if (!iterateToFirst(firstItems.needed(iteration), firstItems.sorted(iteration))) {
            firstItems.failed();
            return false;
        }
        firstItems.succeeded(iteration);
        return true;
    }

    /**
     * Runs an iteration of which only the first items are wanted.
     *
     * @param most how many are wanted
     * @return whether at least {@code least} are known
     */
    boolean iterateToFirst(int least, int most) {
        if (orders.known() == orders.count() && !FirstScores.selects(most, orders.count())) {
            iterate();
            return true;
        }
        bonuses.moveTo(orders.order());
        int found = firstSort.iterate(most);
        orders.knowFirst(found);
        orders.swap(orders.count());
        return found >= least;
    }

    /** Returns whether {@link #rankLast} gives the last order. */
    boolean canSkipOrders() {
        return canSkipOrders(parameters);
    }

    private static boolean canSkipOrders(IcfrrParameters parameters) {
        return parameters.update() == UpdateRule.ACCUMULATING
                && !parameters.stopWhenStable()
                && parameters.betaScale() != BetaScale.SPREAD
                && parameters.iterations() <= AccumulatedScores.MOST_ITERATIONS;
    }

    /**
     * Runs all iterations of a query by the accumulating rule. Between them only the voters are put in order.
     * Afterwards {@link #order()} holds the first items of the last order and no others, and nothing else is known.
     */
    void rankLast(double[] distances, int query, int wanted) {
        Finite.requireFinite(distances, capacity, query);
        prepare(distances, capacity);
        accumulated.start(distances);
        int[] order = orders.order();
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            accumulated.first(iteration - 1, bonuses.voters(), order);
            bonuses.moveTo(order);
            accumulated.add(iteration, bonuses.all());
        }
        accumulated.first(parameters.iterations(), wanted, order);
    }
}
