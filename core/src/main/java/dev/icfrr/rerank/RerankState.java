package dev.icfrr.rerank;

import dev.icfrr.distance.BoundedDistances;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Finite;
import dev.icfrr.sort.FirstScores;
import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order and scores of one query during the iterations, in memory that the next query reuses. Positions count along
 * the current order; {@code values} are the scores along it, descending. If only candidates are ranked, items are their
 * numbers here, and all memory is in proportion to the largest number of candidates so far.
 */
final class RerankState {
    /** Up to a quarter, boosted items are sorted and merged with the others; beyond it, all are sorted. */
    private static final int MERGED_SHARE = 4;

    /** Positions to look at before the next check whether all items with a bonus are found. */
    private static final int STRETCH = 256;

    /**
     * Two orders, three arrays of scores, bonuses, positions and flags, the votes with hidden ones, the memory of the
     * sort, and the positions of close scores.
     */
    private static final int BYTES_PER_ITEM = 97;

    private final int capacity;
    /** Of the current query; null if the whole gallery is ranked. */
    private final @Nullable CandidateNumbers candidates;

    private final boolean accumulating;
    private final IcfrrParameters parameters;
    /** The weight of this query's bonuses. */
    private double beta;

    private final VoteWeights weights;
    private final Votes votes;
    private final ScoreSort sort;
    private final FirstScores first;
    private final AccumulatedScores accumulated;
    private int[] order;
    private int[] nextOrder;
    private double[] values;
    private double[] nextValues;
    private final double[] scores;
    /** By item. */
    private final double[] bonuses;

    private final int[] boosted;
    /** 1 at the positions whose item has no bonus. */
    private final byte[] unboosted;
    /** Gallery indices of candidates. */
    private final int[] shown;

    private final int[] shownBefore;
    /** How many items this query ranks: the gallery, or candidates. */
    private int count;

    /** How many positions of the order, from the first on, are known. */
    private int known;

    private int voters;
    private double denominator;
    private final FirstItems firstItems;
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
        this.accumulating = parameters.update() == UpdateRule.ACCUMULATING;
        this.weights = weights;
        this.votes = switch (weights) {
            case VoteWeights.Flat flat ->
                VoteAccumulator.of(
                        graph.lists(), graph.neighborsPerItem(), candidates, capacity, flat.voters(capacity));
            case VoteWeights.Multiscale(ChanceVotes chance) ->
                new MultiscaleVotes(graph.lists(), chance, capacity, candidates);
        };
        this.sort = new ScoreSort(capacity);
        this.first = new FirstScores(sort);
        this.accumulated = new AccumulatedScores(first);
        this.firstItems = new FirstItems(capacity, parameters.iterations());
        this.order = new int[capacity];
        this.nextOrder = new int[capacity];
        this.values = new double[capacity];
        this.nextValues = accumulating ? new double[capacity] : values;
        this.scores = new double[capacity + 1];
        this.bonuses = new double[capacity];
        this.boosted = new int[capacity + 1];
        this.unboosted = new byte[capacity];
        this.shown = new int[candidates == null ? 0 : capacity];
        this.shownBefore = new int[candidates == null ? 0 : capacity];
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
        return candidates == null ? order : candidates.items(order, known, shown);
    }

    /** Returns the order before the last iteration that was computed. */
    int[] orderBefore() {
        return candidates == null ? nextOrder : candidates.items(nextOrder, count, shownBefore);
    }

    /** Returns the number of items that the query ranks. */
    int count() {
        return count;
    }

    /** Returns how many items of the current order are known, from the first on; {@link #order} holds no others. */
    int known() {
        return known;
    }

    /**
     * Returns the score at a position: by the reference rule the initial score, which stays there, by the accumulating
     * rule the score of the item that is there now.
     */
    double value(int position) {
        return values[position];
    }

    /** Returns the weight of the bonuses of this query. */
    double beta() {
        return beta;
    }

    /** Returns the numerator of the bonus, in the last iteration that was computed, of the item at a position. */
    long sum(int position) {
        return votes.numerator(order[position]);
    }

    /** Returns the denominator of the bonuses. */
    double denominator() {
        return denominator;
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
            closeScores = new CloseScores(values);
        }
        close = closeScores;
        return close.start(distances, order, beta);
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
        votes.clear();
        numbers.set(items);
        sortInitial(distances, items.length, query);
        numbers.sortTies(values, order);
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
        int sorted = firstItems.sorted(0);
        Finite.requireFinite(distances, capacity, query);
        for (int i = 0; i < capacity; i++) {
            scores[i] = -distances[i];
        }
        first.descending(scores, capacity, sorted, order);
        for (int position = 0; position < sorted; position++) {
            values[position] = scores[order[position]];
        }
        prepare(values, capacity);
        known = sorted;
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

    private void sortInitial(double[] distances, int ranked, int query) {
        Finite.requireFinite(distances, ranked, query);
        for (int i = 0; i < ranked; i++) {
            scores[i] = -distances[i];
        }
        sortInitial(ranked);
    }

    private void sortInitial(int ranked) {
        System.arraycopy(sort.descending(scores, ranked), 0, order, 0, ranked);
        for (int position = 0; position < ranked; position++) {
            values[position] = scores[order[position]];
        }
        prepare(values, ranked);
    }

    /** @param sorted minus the distances, descending; read only if beta depends on them */
    private void prepare(double[] sorted, int ranked) {
        count = ranked;
        known = ranked;
        close = null;
        voters = weights.voters(ranked);
        denominator = weights.denominator(ranked);
        beta = parameters.weightOfBonus(sorted, ranked);
        votes.start(ranked);
    }

    /**
     * Runs one iteration: the top items vote, and the order is sorted again.
     *
     * @return whether anything moved
     */
    boolean iterate() {
        votes.moveTo(order, voters);
        boolean moved;
        do {
            int boostedCount = votes instanceof VoteAccumulator sums ? sums.boosted() : count;
            moved = (votes instanceof VoteAccumulator sums && boostedCount <= count / MERGED_SHARE)
                    ? sortBoosted(sums, boostedCount)
                    : sortAll();
        } while (close != null && close.haveChanged());
        swapOrders();
        return moved;
    }

    /**
     * Runs an iteration of which only the first items are wanted. All items that were not known rank below those that
     * were, and their scores below a bound that follows. So only items with scores above that bound are known
     * afterwards.
     *
     * @param most how many are wanted
     * @return whether at least {@code least} are known
     */
    boolean iterateToFirst(int least, int most) {
        if (known == count && !FirstScores.selects(most, count)) {
            iterate();
            return true;
        }
        votes.moveTo(order, voters);
        int candidates = known == count ? addBonuses() : addBonusesToKnown();
        int found = Math.min(most, candidates);
        if (found > 0) {
            first.descending(scores, candidates, found, nextOrder);
        }
        for (int to = 0; to < found; to++) {
            int from = nextOrder[to];
            if (accumulating) {
                nextValues[to] = scores[from];
            }
            nextOrder[to] = order[known == count ? from : boosted[from]];
        }
        known = found;
        swapOrders();
        return found >= least;
    }

    /** Computes the new scores of the known items that stay above all others. Returns how many they are. */
    private int addBonusesToKnown() {
        double bound = values[known - 1] + beta * votes.highestNumeratorBeside(order, known) / denominator;
        int above = 0;
        for (int position = 0; position < known; position++) {
            double score = values[position] + beta * votes.numerator(order[position]) / denominator;
            scores[above] = score;
            boosted[above] = position;
            // An equal score ranks above those of items that ranked below.
            above += score >= bound ? 1 : 0;
        }
        return above;
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
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            accumulated.first(iteration - 1, voters, order);
            votes.moveTo(order, voters);
            votes.bonuses(beta, denominator, bonuses);
            accumulated.add(iteration, bonuses);
        }
        accumulated.first(parameters.iterations(), wanted, order);
    }

    /** Computes the new scores, by position. */
    private int addBonuses() {
        votes.bonuses(beta, denominator, bonuses);
        int ranked = count;
        for (int position = 0; position < ranked; position++) {
            scores[position] = values[position] + bonuses[order[position]];
        }
        return ranked;
    }

    /** Sorts the scores of all ranked items within bounds that the votes give. */
    private int[] sortWithin() {
        double oneEnd = beta * votes.lowestNumerator() / denominator;
        double otherEnd = beta * votes.highestNumerator() / denominator;
        return sort.descending(
                scores, count, values[count - 1] + Math.min(oneEnd, otherEnd), values[0] + Math.max(oneEnd, otherEnd));
    }

    private void swapOrders() {
        int[] swap = order;
        order = nextOrder;
        nextOrder = swap;
        if (accumulating) {
            double[] swapValues = values;
            values = nextValues;
            nextValues = swapValues;
        }
    }

    private boolean sortBoosted(VoteAccumulator sums, int boostedCount) {
        int beyond = split(sums, boostedCount);
        return merge(sort.descending(scores, boostedCount), boostedCount, beyond);
    }

    /**
     * Finds the positions with a bonus, and their scores.
     *
     * @return the position after the last of them
     */
    private int split(VoteAccumulator sums, int boostedCount) {
        int found = 0;
        for (int start = 0; found < boostedCount; start += STRETCH) {
            found = sums.find(order, start, Math.min(start + STRETCH, count), boosted, found, unboosted);
        }
        int beyond = boostedCount == 0 ? 0 : boosted[boostedCount - 1] + 1;
        Arrays.fill(unboosted, beyond, count, (byte) 1);
        for (int i = 0; i < boostedCount; i++) {
            int position = boosted[i];
            scores[i] = values[position] + beta * sums.get(order[position]) / denominator;
        }
        return beyond;
    }

    /** Sorts all items, which is less work than sorting and merging if most items have a bonus. */
    private boolean sortAll() {
        int ranked = count;
        addBonuses();
        int[] sorted = sortWithin();
        if (close != null) {
            compareScores(sorted, close);
        }
        int changed = 0;
        for (int to = 0; to < ranked; to++) {
            changed |= sorted[to] ^ to;
            nextOrder[to] = order[sorted[to]];
        }
        if (accumulating) {
            for (int to = 0; to < ranked; to++) {
                nextValues[to] = scores[sorted[to]];
            }
        }
        return changed != 0;
    }

    private void compareScores(int[] sorted, CloseScores with) {
        double above = Double.POSITIVE_INFINITY;
        for (int to = 0; to < count; to++) {
            double score = scores[sorted[to]];
            if (!with.isClear(above - score)) {
                with.makeCanonical(sorted[to - 1], sorted[to]);
            }
            above = score;
        }
    }

    /** Compares the score of a boosted item with those that it was merged in between. */
    private void compareMerged(int[] sorted, int k, int from, CloseScores with) {
        double score = scores[sorted[k]];
        int position = boosted[sorted[k]];
        if (k > 0 && !with.isClear(scores[sorted[k - 1]] - score)) {
            with.makeCanonical(boosted[sorted[k - 1]], position);
        }
        if (from > 0 && !with.isClear(values[from - 1] - score)) {
            with.makeCanonical(from - 1, position);
        }
        if (from < count && !with.isClear(score - values[from])) {
            with.makeCanonical(from, position);
        }
    }

    /**
     * Merges the sorted boosted items with the others, which are in order already; equal scores by position.
     *
     * @param beyond the position after the last boosted item
     */
    private boolean merge(int[] sorted, int boostedCount, int beyond) {
        int to = 0;
        int from = 0;
        int changed = 0;
        for (int k = 0; k < boostedCount; k++) {
            double score = scores[sorted[k]];
            int position = boosted[sorted[k]];
            while (from < count) {
                double value = values[from];
                if (!(value > score || (value == score && from < position))) {
                    break;
                }
                put(to, order[from], value);
                to += unboosted[from];
                from++;
            }
            if (close != null) {
                compareMerged(sorted, k, from, close);
            }
            // If all boosted items keep their positions, the others do as well.
            changed |= position ^ to;
            put(to++, order[position], score);
        }
        for (; to < beyond; from++) {
            put(to, order[from], values[from]);
            to += unboosted[from];
        }
        // As many items precede the others as before.
        System.arraycopy(order, to, nextOrder, to, count - to);
        if (accumulating) {
            System.arraycopy(values, to, nextValues, to, count - to);
        }
        return changed != 0;
    }

    private void put(int to, int item, double value) {
        nextOrder[to] = item;
        if (accumulating) {
            nextValues[to] = value;
        }
    }
}
