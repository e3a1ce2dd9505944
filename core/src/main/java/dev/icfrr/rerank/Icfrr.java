package dev.icfrr.rerank;

import dev.icfrr.distance.BoundedDistances;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Iterative Cluster-free Re-ranking (Hudson &amp; Smith, arXiv 2303.17703). In each iteration the top items of a
 * query's ranking vote for their neighbors in the gallery, and items with votes move up.
 *
 * <p>In one iteration, with {@code top} the first {@code min(KQ, G)} items of the query's order and {@code r} the rank
 * of an item among the KG neighbors of a top item, every gallery item gets
 *
 * <pre>bonus(i) = 1/|top| * sum over j in top, i in N(j), of (1 - r/(G-1))</pre>
 *
 * and the order is sorted again by score plus {@code beta * bonus}, equal scores keeping their order. Sums are whole
 * numbers and rounded once, so the result is the same on every machine and with any number of threads.
 *
 * <p>Immutable and thread-safe. Every call in progress needs scratch memory, see {@link #scratchBytes}. It is kept for
 * later calls, as much as was ever in use at once. A call that ranks candidates needs memory for these alone.
 */
public final class Icfrr implements Reranker {
    private final KnnGraph graph;
    private final IcfrrParameters parameters;
    private final VoteWeights weights;
    private final ArrayDeque<RerankState> idle = new ArrayDeque<>();
    private final ArrayDeque<RerankState> idleForCandidates = new ArrayDeque<>();

    /**
     * Creates a re-ranker over a gallery's neighbor lists.
     *
     * @throws IllegalArgumentException if the vote is multi-scale and the lists are shorter than K
     */
    public Icfrr(KnnGraph graph, IcfrrParameters parameters) {
        this(
                Objects.requireNonNull(graph, "graph"),
                Objects.requireNonNull(parameters, "parameters"),
                parameters.vote().isMultiscale()
                        ? new VoteWeights.Multiscale(ChanceVotes.of(graph, parameters.scales()))
                        : new VoteWeights.Flat(parameters.kq(), graph.size()));
    }

    /**
     * Creates a re-ranker by the multi-scale vote where the votes of chance are counted already.
     *
     * @param chance those of the graph at the scales of the parameters
     * @throws IllegalArgumentException if the scales differ
     */
    public static Icfrr multiscale(KnnGraph graph, IcfrrParameters parameters, ChanceVotes chance) {
        Scales scales = parameters.scales();
        if (chance.scales().largest() != scales.largest()
                || chance.scales().totalWeight() != scales.totalWeight()
                || chance.voters() != graph.size()) {
            throw new IllegalArgumentException("the votes of chance were counted for another gallery or another K");
        }
        return new Icfrr(graph, parameters, new VoteWeights.Multiscale(chance));
    }

    private Icfrr(KnnGraph graph, IcfrrParameters parameters, VoteWeights weights) {
        this.graph = graph;
        this.parameters = parameters;
        this.weights = weights;
    }

    /**
     * Returns about how many bytes of scratch memory one call needs that ranks the whole gallery and reads every order,
     * and so one thread. A call that ranks candidates needs about as much as for a gallery of so many items.
     */
    public static long scratchBytes(long gallerySize) {
        return RerankState.bytes(gallerySize);
    }

    /** Returns about how many bytes of scratch memory any call needs; only the last order may be read. */
    public static long scratchBytes(long gallerySize, IcfrrParameters parameters) {
        return RerankState.bytes(gallerySize) + RerankState.accumulatedBytes(gallerySize, parameters);
    }

    /** Returns the gallery's neighbor lists. */
    public KnnGraph graph() {
        return graph;
    }

    /** Returns KQ, beta, the number of iterations and the update rule. */
    public IcfrrParameters parameters() {
        return parameters;
    }

    /** Returns the weights of single votes. */
    VoteWeights weights() {
        return weights;
    }

    @Override
    public int gallerySize() {
        return graph.size();
    }

    @Override
    public int iterations() {
        return parameters.iterations();
    }

    @Override
    public void rerank(double[] distances, int query, RerankSink sink) {
        run(distances, query, orders(query, sink));
    }

    /**
     * Returns whether {@link #rerank(BoundedDistances, int, RerankSink)} finds the orders that a sink reads: whole
     * ones, by the reference rule. If not, computing bounded distances is no gain.
     */
    public boolean ranksByBounds(OrdersRead reads) {
        return reads.items() >= graph.size() && canRankByBounds(parameters);
    }

    /** Returns whether {@link #ranksByBounds} is true for sinks that read whole orders. */
    public static boolean canRankByBounds(IcfrrParameters parameters) {
        return RerankState.ranksByBounds(parameters);
    }

    /**
     * Re-ranks one query whose distances are known within a bound, and shows every iteration's order to a sink. The
     * orders are those of the canonical distances, which decide where scores are too close to call.
     *
     * @param query the index told to the sink
     */
    public void rerank(BoundedDistances distances, int query, RerankSink sink) {
        if (distances.areCanonical() || !ranksByBounds(sink.reads())) {
            rerank(distances.canonical(), query, sink);
            return;
        }
        ScratchSink orders = orders(query, sink);
        RerankState scratch = borrow();
        if (!scratch.startBounded(distances) || !iterate(scratch, orders)) {
            scratch.start(distances.canonical(), query);
            iterate(scratch, orders);
        }
        giveBack(scratch);
    }

    @Override
    public void rerankAll(DistanceSource distances, RerankSink sink, Parallelism parallelism) {
        if (ranksByBounds(sink.reads()) && distances.gallerySize() == gallerySize()) {
            distances.forEachBounded(parallelism, () -> (query, row) -> rerank(row, query, sink));
        } else {
            Reranker.super.rerankAll(distances, sink, parallelism);
        }
    }

    @Override
    public Ranking rerank(double[] distances, int topN) {
        LastOrder last = new LastOrder(parameters.iterations(), topN);
        run(distances, 0, last);
        return last.ranking();
    }

    /**
     * Returns the final ranking of some candidates for one query, for example of those that an approximate search
     * found. Only candidates vote and move. Time depends on the candidates and the votes, and memory on the candidates,
     * in galleries of up to a million items also 4 bytes per item. With all items as candidates the result equals
     * {@link #rerank(double[])}.
     *
     * @param items gallery indices in any order, each once
     * @param distances of the query to them, smaller is better; finite, one per item
     * @throws IllegalArgumentException if an item is no gallery index or is listed twice, if there are not as many
     *     distances, or a distance is NaN or infinite
     */
    public Ranking rerankCandidates(int[] items, double[] distances) {
        if (items.length == 0 && distances.length == 0) {
            return Ranking.copyOf(items, 0);
        }
        LastOrder last = new LastOrder(parameters.iterations(), Math.max(1, items.length));
        rerankCandidates(items, distances, last);
        return last.ranking();
    }

    /** Shows the order of every iteration for at least one candidate; only as many indices as candidates are valid. */
    void rerankCandidates(int[] items, double[] distances, int query, RerankSink sink) {
        rerankCandidates(items, distances, orders(query, sink));
    }

    /** Receives the state of a query after every iteration. If iteration 0 is shown again, the query starts over. */
    interface ScratchSink {
        /**
         * Receives one iteration.
         *
         * @param converged whether nothing was computed because the order cannot change any more
         */
        void accept(int iteration, RerankState scratch, boolean converged);

        /** Returns the orders that this sink reads. */
        default OrdersRead reads() {
            return OrdersRead.ALL;
        }
    }

    /** Re-ranks the whole gallery for one query. */
    void rerank(double[] distances, ScratchSink sink) {
        run(distances, 0, sink);
    }

    private void run(double[] distances, int query, ScratchSink sink) {
        requireLength(distances.length);
        RerankState scratch = borrow();
        OrdersRead reads = sink.reads();
        if (reads.onlyLast() && scratch.canSkipOrders()) {
            scratch.rankLast(distances, query, Math.min(reads.items(), graph.size()));
            sink.accept(parameters.iterations(), scratch, false);
        } else if (!rankFirst(distances, query, scratch, sink)) {
            scratch.start(distances, query);
            iterate(scratch, sink);
        }
        giveBack(scratch);
    }

    /** Re-ranks at least one candidate. */
    void rerankCandidates(int[] items, double[] distances, ScratchSink sink) {
        if (items.length != distances.length) {
            throw new IllegalArgumentException(
                    items.length + " candidates cannot have " + distances.length + " distances");
        }
        RerankState scratch = borrow(items.length);
        scratch.start(items, distances, 0);
        graph.prefetch(items);
        iterate(scratch, sink);
        synchronized (idle) {
            idleForCandidates.push(scratch);
        }
    }

    private static ScratchSink orders(int query, RerankSink sink) {
        return new ScratchSink() {
            private int next;

            @Override
            public void accept(int iteration, RerankState scratch, boolean converged) {
                if (iteration >= next) {
                    sink.accept(query, iteration, scratch.order(), converged ? 0 : scratch.unchangedFrom());
                    next = iteration + 1;
                }
            }

            @Override
            public OrdersRead reads() {
                return sink.reads();
            }
        };
    }

    /** Ranks the first items of each order alone. Returns false if that is not worth a try or has failed. */
    private boolean rankFirst(double[] distances, int query, RerankState scratch, ScratchSink sink) {
        if (!scratch.startFirst(distances, query, sink.reads().items())) {
            return false;
        }
        sink.accept(0, scratch, false);
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            if (!scratch.iterateFirst(iteration)) {
                return false;
            }
            sink.accept(iteration, scratch, false);
        }
        return true;
    }

    /**
     * Runs all iterations. Returns false if bounds of distances do not suffice, and the query must be started again.
     */
    private boolean iterate(RerankState scratch, ScratchSink sink) {
        sink.accept(0, scratch, false);
        int iterations = parameters.iterations();
        int read = sink.reads().items();
        boolean converged = false;
        for (int iteration = 1; iteration <= iterations; iteration++) {
            boolean rest = converged;
            if (!converged && iteration == iterations && read < scratch.count()) {
                scratch.iterateToFirst(read, read);
            } else if (!converged) {
                boolean moved = scratch.iterate();
                converged = !moved && parameters.keepsStableOrder();
            }
            if (!scratch.isCanonical()) {
                return false;
            }
            sink.accept(iteration, scratch, rest);
        }
        return true;
    }

    private void requireLength(int length) {
        if (length != graph.size()) {
            throw new IllegalArgumentException(
                    "a query needs " + graph.size() + " distances, one per gallery item, not " + length);
        }
    }

    private RerankState borrow() {
        synchronized (idle) {
            RerankState scratch = idle.poll();
            if (scratch != null) {
                return scratch;
            }
        }
        return RerankState.ofGallery(graph, parameters, weights);
    }

    /** Returns memory for so many candidates. Memory that is too small is dropped. */
    private RerankState borrow(int count) {
        synchronized (idle) {
            RerankState scratch = idleForCandidates.poll();
            if (scratch != null && scratch.capacity() >= count) {
                return scratch;
            }
        }
        // Growing by doubling, so that queries with more and more candidates do not each need new memory.
        int capacity = Math.min(graph.size(), 2 * Integer.highestOneBit(count));
        return RerankState.ofCandidates(graph, parameters, weights, capacity);
    }

    private void giveBack(RerankState scratch) {
        synchronized (idle) {
            idle.push(scratch);
        }
    }
}
