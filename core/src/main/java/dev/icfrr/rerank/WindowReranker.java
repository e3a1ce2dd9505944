package dev.icfrr.rerank;

import dev.icfrr.matrix.Finite;
import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Iterative Cluster-free Re-ranking of a window: the candidates that a search engine or a vector database found for one
 * query, with a {@link NeighborLookup} of their own. {@link Icfrr}, by contrast, uses one graph for all queries. With
 * the same lists the rankings equal those of {@link Icfrr#rerankCandidates}. Immutable and thread-safe.
 *
 * @param parameters KQ, beta, the number of iterations and the update rule
 */
public record WindowReranker(IcfrrParameters parameters) {

    /**
     * Re-ranks a window.
     *
     * @param distances of the query to the candidates, smaller is better, finite; equal ones are ranked by number
     * @return the candidates' numbers, best first, with their scores. A score is minus a distance plus {@code beta}
     *     times a bonus: by the reference rule the distance belongs to the previous rank, by the accumulating rule to
     *     the candidate, and the bonuses of all iterations add up
     * @throws IllegalArgumentException if a distance is NaN or infinite
     */
    public Ranking rerank(double[] distances, NeighborLookup neighbors) {
        Run run = new Run(distances, 0, neighbors);
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            if (!run.iterate(null) && parameters.keepsStableOrder()) {
                break;
            }
        }
        return new Ranking(run.order, run.scores);
    }

    /**
     * Re-ranks a window as far as the available lists allow, and shows every order. Call it again with the missing
     * lists to go further.
     *
     * @param distances of the query to the candidates, smaller is better, finite; equal ones are ranked by number
     * @param neighbors may return null for lists that are not available
     * @param query the index told to the sink
     * @param sink sees the candidates' numbers, best first, from iteration 0 on
     * @return the candidates whose lists the next iteration needs; empty if the sink saw all iterations
     * @throws IllegalArgumentException if a distance is NaN or infinite
     */
    public int[] rerankAvailable(double[] distances, NeighborLookup neighbors, int query, RerankSink sink) {
        Run run = new Run(distances, query, neighbors);
        boolean converged = false;
        for (int iteration = 0; ; iteration++) {
            sink.accept(query, iteration, run.order);
            if (iteration == parameters.iterations()) {
                return new int[0];
            }
            if (!converged) {
                int[] missing = run.readMissingLists();
                if (missing.length > 0) {
                    return missing;
                }
                converged = !run.iterate(null) && parameters.keepsStableOrder();
            }
        }
    }

    /**
     * Re-ranks a window and explains the rank of one candidate. The items of the explanation are numbers in the window.
     *
     * @throws IllegalArgumentException if a distance is NaN or infinite
     * @throws IndexOutOfBoundsException if there is no such candidate
     */
    public Explanation explain(int candidate, double[] distances, NeighborLookup neighbors) {
        Objects.checkIndex(candidate, distances.length);
        Run run = new Run(distances, 0, neighbors);
        ExplanationBuilder explanation =
                new ExplanationBuilder(parameters, run.weights(), candidate, run.rankOf(candidate), run.values.clone());
        boolean stopped = false;
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            if (stopped) {
                explanation.repeat();
                continue;
            }
            boolean moved = run.iterate((voter, position, neighbor, neighborRank) -> {
                if (neighbor == candidate) {
                    explanation.vote(voter, position, neighborRank);
                }
            });
            explanation.endIteration(run.rankOf(candidate));
            stopped = !moved && parameters.stopsAccumulating();
        }
        return explanation.build();
    }

    /** Sees single votes. */
    private interface Witness {
        void vote(int voter, int position, int neighbor, int neighborRank);
    }

    /** The state of one query. */
    private final class Run {
        private final NeighborLookup neighbors;
        private final int size;
        private final double beta;
        /** Known once the lists are there that it counts. */
        private @Nullable VoteWeights weights;

        private final int[][] lists;
        /**
         * The votes for each candidate, at the index after its number; at index 0 those for items outside the window.
         */
        private final long[] sums;

        private final ScoreSort sort;
        private int[] order;
        private int[] nextOrder;
        /** The scores that bonuses are added to, by rank. */
        private final double[] values;
        /** The scores that the order was last sorted by, by rank. */
        private final double[] scores;

        private final double[] unsorted;

        Run(double[] distances, int query, NeighborLookup neighbors) {
            this.neighbors = neighbors;
            size = distances.length;
            Finite.requireFinite(distances, size, query);
            lists = new int[size][];
            sums = new long[size + 1];
            sort = new ScoreSort(size);
            order = new int[size];
            nextOrder = new int[size];
            values = new double[size];
            scores = new double[size];
            unsorted = new double[size];
            for (int i = 0; i < size; i++) {
                order[i] = i;
                unsorted[i] = -distances[i];
            }
            sortAgain();
            System.arraycopy(scores, 0, values, 0, size);
            beta = size == 0 ? 0 : parameters.weightOfBonus(values, size);
            weights = parameters.vote().isMultiscale()
                    ? neighbors
                            .chance(parameters.scales())
                            .map(VoteWeights.Multiscale::new)
                            .orElse(null)
                    : new VoteWeights.Flat(parameters.kq(), neighbors.gallerySize());
        }

        /** Returns the weights of votes. Counts the lists of all candidates where the votes of chance are not known. */
        VoteWeights weights() {
            if (weights == null) {
                readMissingLists();
                weights = new VoteWeights.Multiscale(ChanceVotes.ofWindow(lists, parameters.scales()));
            }
            return weights;
        }

        /** Runs one iteration. Returns whether anything moved. */
        boolean iterate(@Nullable Witness witness) {
            VoteWeights votes = weights();
            collectVotes(votes, witness);
            double denominator = votes.denominator(size);
            for (int place = 0; place < size; place++) {
                long sum = sums[1 + order[place]] - votes.chance(order[place]);
                unsorted[place] = sum == 0 ? values[place] : values[place] + beta * sum / denominator;
            }
            boolean moved = sortAgain();
            if (parameters.update() == UpdateRule.ACCUMULATING) {
                System.arraycopy(scores, 0, values, 0, size);
            }
            return moved;
        }

        private void collectVotes(VoteWeights votes, @Nullable Witness witness) {
            readMissingLists();
            Arrays.fill(sums, 0);
            int voters = votes.voters(size);
            for (int position = 0; position < voters; position++) {
                int[] list = lists[order[position]];
                for (int start = 0, end; start < list.length; start = end) {
                    end = Math.min(list.length, votes.endOfRun(position, start));
                    add(list, start, end, votes.weight(position, start), votes.step(), sums);
                }
                if (witness != null) {
                    show(witness, position, list);
                }
            }
        }

        private static void add(int[] list, int start, int end, long first, int step, long[] sums) {
            long weight = first;
            for (int rank = start; rank < end; rank++) {
                sums[1 + list[rank]] += weight;
                weight += step;
            }
        }

        private void show(Witness witness, int rank, int[] list) {
            for (int neighborRank = 0; neighborRank < list.length; neighborRank++) {
                if (list[neighborRank] != NeighborLookup.OUTSIDE) {
                    witness.vote(order[rank], rank, list[neighborRank], neighborRank);
                }
            }
        }

        /** Reads the lists of new voters. Returns the voters whose lists are not available. */
        private int[] readMissingLists() {
            int[] missing = withoutList();
            if (missing.length > 0) {
                int[][] read = neighbors.lists(missing);
                for (int i = 0; i < missing.length; i++) {
                    lists[missing[i]] = read[i];
                }
            }
            return missing.length == 0 ? missing : withoutList();
        }

        private int[] withoutList() {
            int needed = weights == null ? size : weights.voters(size);
            return Arrays.stream(order, 0, needed)
                    .filter(candidate -> lists[candidate] == null)
                    .toArray();
        }

        /** Sorts the order by its scores, descending and stable. */
        private boolean sortAgain() {
            int[] places = sort.descending(unsorted, size);
            boolean moved = false;
            for (int place = 0; place < size; place++) {
                moved |= places[place] != place;
                nextOrder[place] = order[places[place]];
                scores[place] = unsorted[places[place]];
            }
            int[] swap = order;
            order = nextOrder;
            nextOrder = swap;
            return moved;
        }

        int rankOf(int candidate) {
            int rank = 0;
            while (order[rank] != candidate) {
                rank++;
            }
            return rank;
        }
    }
}
