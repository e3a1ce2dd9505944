package dev.icfrr.rerank;

import dev.icfrr.matrix.Finite;
import dev.icfrr.sort.SortableBits;
import dev.icfrr.sort.StableRadixSort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Iterative Cluster-free Re-ranking of a window, the candidates that a search engine or a vector database found for one
 * query, with lists that come with them: where {@link Icfrr} has one graph for all queries, here every query may bring its
 * own. On the same lists the orders are those of {@link Icfrr#rerankCandidates}, and scores come with them. Immutable and
 * thread-safe.
 *
 * @param parameters KQ, beta, the number of iterations and the update rule
 */
public record WindowReranker(IcfrrParameters parameters) {

    /**
     * Ranks a window anew.
     *
     * @param distances of the query to the candidates, smaller is better, finite; equal ones are ranked by number
     * @throws IllegalArgumentException if a distance is NaN or infinite
     */
    public WindowRanking rerank(double[] distances, NeighborLookup neighbors) {
        Run run = new Run(distances, neighbors);
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            boolean moved = run.iterate(null);
            if (!moved && parameters.keepsStableOrder()) {
                break;
            }
        }
        return new WindowRanking(run.order, run.scores);
    }

    /**
     * Ranks a window anew as far as the lists at hand reach, and shows every order. Once the lists that it lacks are there, a
     * call goes on beyond.
     *
     * @param distances of the query to the candidates, smaller is better, finite; equal ones are ranked by number
     * @param neighbors whose {@link NeighborLookup#lists} may have null for a list that is not at hand
     * @param query the index told to the sink
     * @param sink sees the candidates' numbers, best first, from iteration 0 on
     * @return the candidates whose lists are lacking for the next iteration; empty if the sink saw all
     * @throws IllegalArgumentException if a distance is NaN or infinite
     */
    public int[] rerankAvailable(double[] distances, NeighborLookup neighbors, int query, RerankSink sink) {
        Run run = new Run(distances, neighbors);
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
     * Ranks a window anew and tells how one candidate came to its place. Items are numbers in the window there.
     *
     * @throws IllegalArgumentException if a distance is NaN or infinite
     * @throws IndexOutOfBoundsException if there is no such candidate
     */
    public Explanation explain(int candidate, double[] distances, NeighborLookup neighbors) {
        Objects.checkIndex(candidate, distances.length);
        Run run = new Run(distances, neighbors);
        int initial = run.rankOf(candidate);
        double initialScore = run.scores[initial];
        List<Explanation.Step> steps = new ArrayList<>();
        RankedItem first = new RankedItem(candidate, initial, initial, initial, initialScore, 0, 0);
        steps.add(new Explanation.Step(0, first, initialScore, 0, 0, List.of()));
        for (int iteration = 1; iteration <= parameters.iterations(); iteration++) {
            int before = run.rankOf(candidate);
            double base = run.values[before];
            List<Explanation.Vote> votes = new ArrayList<>();
            run.iterate(ballot -> {
                if (ballot.neighbor == candidate) {
                    votes.add(new Explanation.Vote(
                            ballot.voter,
                            ballot.voterRank,
                            ballot.neighborRank,
                            ballot.weight,
                            ballot.weight / run.denominator));
                }
            });
            int rank = run.rankOf(candidate);
            long sum = run.sums[candidate];
            double bonus = sum == 0 ? 0 : sum / run.denominator;
            RankedItem ranked = new RankedItem(candidate, rank, before, initial, run.scores[rank], sum, bonus);
            steps.add(new Explanation.Step(iteration, ranked, base, run.top, run.nearest * run.top, votes));
        }
        return new Explanation(candidate, steps);
    }

    private record Ballot(int voter, int voterRank, int neighbor, int neighborRank, long weight) {}

    /** One query on its way. */
    private final class Run {
        private final NeighborLookup neighbors;
        private final int size;
        private final int top;
        /** The weight of the nearest neighbor, G-1. */
        private final long nearest;

        private final double denominator;
        private final int[][] lists;
        private final long[] sums;
        private final StableRadixSort sort;
        private final long[] keys;
        private final int[] places;
        private int[] order;
        private int[] nextOrder;
        /** What bonuses are added to, by place. */
        private final double[] values;
        /** What the order was last sorted by, by place. */
        private final double[] scores;

        private final double[] unsorted;

        Run(double[] distances, NeighborLookup neighbors) {
            this.neighbors = neighbors;
            size = distances.length;
            Finite.requireFinite(distances, size, 0);
            top = Math.min(parameters.kq(), size);
            nearest = neighbors.gallerySize() - 1L;
            denominator = (double) (nearest * top);
            lists = new int[size][];
            sums = new long[size];
            sort = new StableRadixSort(size);
            keys = new long[size];
            places = new int[size];
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
        }

        /** One iteration; returns whether anything moved. */
        boolean iterate(@Nullable Consumer<Ballot> witness) {
            collectVotes(witness);
            for (int place = 0; place < size; place++) {
                long sum = sums[order[place]];
                unsorted[place] = sum == 0 ? values[place] : values[place] + parameters.beta() * sum / denominator;
            }
            boolean moved = sortAgain();
            if (parameters.update() == UpdateRule.ACCUMULATING) {
                System.arraycopy(scores, 0, values, 0, size);
            }
            return moved;
        }

        private void collectVotes(@Nullable Consumer<Ballot> witness) {
            readMissingLists();
            Arrays.fill(sums, 0);
            for (int rank = 0; rank < top; rank++) {
                int voter = order[rank];
                int[] list = lists[voter];
                for (int neighborRank = 0; neighborRank < list.length; neighborRank++) {
                    int neighbor = list[neighborRank];
                    if (neighbor != NeighborLookup.OUTSIDE) {
                        long weight = nearest - neighborRank;
                        sums[neighbor] += weight;
                        if (witness != null) {
                            witness.accept(new Ballot(voter, rank, neighbor, neighborRank, weight));
                        }
                    }
                }
            }
        }

        /** Returns those of the top whose lists are not to be had. */
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
            return Arrays.stream(order, 0, top)
                    .filter(candidate -> lists[candidate] == null)
                    .toArray();
        }

        /** Sorts the order by the scores of its places, descending and stable. */
        private boolean sortAgain() {
            for (int place = 0; place < size; place++) {
                keys[place] = ~SortableBits.of(unsorted[place]);
                places[place] = place;
            }
            sort.sort(keys, places, size);
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
