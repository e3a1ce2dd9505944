package dev.icfrr.knn.approximate;

import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A search of sampled rows and of the neighbors that they need, stage by stage. It shows with which rule the fewest
 * comparisons find enough pairs. A pair is found if one of its rows meets the other.
 */
final class BoundedTrial {
    /** Stages that are tried even if fewer are enough: more stages for fewer rows may take less time. */
    private static final int LEAST_STAGES = 4;
    /** Finding out whether a cluster is in reach takes as long as so many comparisons. */
    private static final int COST_OF_REACH = 10;
    /** Sorting n centers takes as long as n squared by so many comparisons. */
    private static final int SORTED_PER_COMPARISON = 128;
    /** The stage of a pair that has not met. */
    private static final int NEVER = Integer.MAX_VALUE;

    private final ClusteredRows clustered;
    private final int wanted;
    private final Parallelism parallelism;
    private final int most;
    /** The positions of the sampled rows, then of their neighbors, each once. */
    private final int[] positions;

    private final int sampled;
    private final List<Share> shares = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final Pairs pairs;
    /** Whether other rows that meet a sampled row serve it, see {@link PositionNeeds}. */
    private final boolean[] isServed;

    /**
     * The rows at the end of a stage.
     *
     * @param cost by row, what it was compared with so far
     * @param gained by row, the needed neighbors that the stage brought
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stage(int[] cost, int[] gained) {}

    /** Some of the rows, for one thread. */
    private record Share(int first, int end, StagedSearch search) {}

    /**
     * Pairs of a sampled row and a needed neighbor.
     *
     * @param one the numbers of the sampled rows, ascending
     * @param other the numbers of the neighbors
     * @param byOne the stage in which the sampled row meets its neighbor
     * @param byOther the stage in which the neighbor meets the sampled row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pairs(int[] one, int[] other, int[] byOne, int[] byOther) {}

    /**
     * Prepares a trial.
     *
     * @param positionOf the position of each group
     */
    BoundedTrial(
            ClusteredRows clustered,
            NeededSample sample,
            int[] positionOf,
            NeedsOfGroups needs,
            PositionNeeds all,
            ClusterReach reach,
            SearchGoal goal,
            Parallelism parallelism) {
        this.clustered = clustered;
        this.parallelism = parallelism;
        wanted = goal.wanted();
        most = goal.mostClusters(clustered.clusters());
        sampled = sample.groups().length;
        int[] numberOf = new int[positionOf.length];
        Arrays.fill(numberOf, -1);
        int[] groups = IntStream.concat(
                        Arrays.stream(sample.groups()),
                        Arrays.stream(sample.neighbors()).flatMapToInt(Arrays::stream))
                .distinct()
                .toArray();
        for (int number = 0; number < groups.length; number++) {
            numberOf[groups[number]] = number;
        }
        positions = Arrays.stream(groups).map(group -> positionOf[group]).toArray();
        pairs = pairs(sample, numberOf);
        isServed = new boolean[sampled];
        for (int row = 0; row < sampled; row++) {
            isServed[row] = needs.bound(sample.groups()[row]) < Double.POSITIVE_INFINITY;
        }
        int size = Math.max(1, Math.ceilDiv(positions.length, parallelism.threads()));
        for (int first = 0; first < positions.length; first += size) {
            StagedSearch own = clustered.newBoundedSearch(most, needs, all, reach, null);
            int end = Math.min(first + size, positions.length);
            own.start(Arrays.copyOfRange(positions, first, end));
            shares.add(new Share(first, end, own));
        }
    }

    private static Pairs pairs(NeededSample sample, int[] numberOf) {
        int[] one = IntStream.range(0, sample.neighbors().length)
                .flatMap(row -> Arrays.stream(sample.neighbors()[row]).map(_ -> row))
                .toArray();
        int[] other = Arrays.stream(sample.neighbors())
                .flatMapToInt(Arrays::stream)
                .map(group -> numberOf[group])
                .toArray();
        int[] byOne = new int[one.length];
        Arrays.fill(byOne, NEVER);
        return new Pairs(one, other, byOne, byOne.clone());
    }

    /** Returns the cheapest rule that finds enough; if none does, the one that finds most. */
    BoundedPlan plan(double recall) {
        long needed = (long) Math.ceil(recall * pairs.one().length);
        search();
        while (!isComplete()
                && (stages.size() < LEAST_STAGES || all(stages.size() - 1).hits() < needed)) {
            search();
        }
        BoundedPlan best = all(stages.size());
        for (int count = 1; count <= stages.size(); count++) {
            for (int sure = 1; sure <= count; sure++) {
                for (int atLeast = 1; atLeast <= (sure == count ? 1 : wanted); atLeast++) {
                    BoundedPlan plan = plan(count, sure, atLeast);
                    if (plan.hits() < needed) {
                        break;
                    }
                    best = plan.compared() < best.compared() ? plan : best;
                }
            }
        }
        return best;
    }

    private boolean isComplete() {
        return StagedSearch.end(stages.size() - 1, most) == most;
    }

    /** Returns the rule that all rows take part in so many stages. */
    private BoundedPlan all(int count) {
        return plan(count, count, 1);
    }

    /** Searches the next stage. */
    private void search() {
        int stage = stages.size();
        Stage found = new Stage(new int[positions.length], new int[positions.length]);
        parallelism.forEachBlock(shares.size(), 1, () -> (share, end) -> search(shares.get(share), stage, found));
        for (int pair = 0; pair < pairs.one().length; pair++) {
            find(stage, pairs.one()[pair], pairs.other()[pair], pairs.byOne(), pair);
            if (isServed[pairs.one()[pair]]) {
                find(stage, pairs.other()[pair], pairs.one()[pair], pairs.byOther(), pair);
            }
        }
        stages.add(found);
    }

    private void search(Share share, int stage, Stage found) {
        StagedSearch search = share.search();
        search.compare(
                stage, stage, IntStream.range(0, share.end() - share.first()).toArray());
        for (int row = share.first(); row < share.end(); row++) {
            found.gained()[row] = search.gained(row - share.first());
            found.cost()[row] =
                    search.rows().compared(row - share.first()) + COST_OF_REACH * StagedSearch.end(stage, most);
        }
    }

    /** Notes the stage if it is the first in which a row meets another one. */
    private void find(int stage, int row, int other, int[] stageOf, int pair) {
        if (stageOf[pair] == NEVER) {
            Share share = shares.get(row / shares.getFirst().end());
            if (share.search().hasMet(row - share.first(), positions[other])) {
                stageOf[pair] = stage;
            }
        }
    }

    /** Returns what the stages so far give under a rule. */
    private BoundedPlan plan(int count, int sure, int atLeast) {
        int[] last = new int[positions.length];
        // More clusters than are known of all rows are found by comparing with all centers and sorting.
        long end = StagedSearch.end(count - 1, most);
        long further = clustered.clusters() + end * end / SORTED_PER_COMPARISON;
        long cost = 0;
        for (int row = 0; row < positions.length; row++) {
            int stage = 0;
            while (stage < count - 1
                    && BoundedPlan.goesOn(stage, stages.get(stage).gained()[row], sure, atLeast)) {
                stage++;
            }
            last[row] = stage;
            if (row < sampled) {
                cost += stages.get(stage).cost()[row];
                cost += StagedSearch.end(stage, most) > ClusteredRows.NEAR ? further : 0;
            }
        }
        long hits = 0;
        for (int pair = 0; pair < pairs.one().length; pair++) {
            boolean isFound = last[pairs.one()[pair]] >= pairs.byOne()[pair]
                    || last[pairs.other()[pair]] >= pairs.byOther()[pair];
            hits += isFound ? 1 : 0;
        }
        return new BoundedPlan(count, sure, atLeast, most, hits, cost);
    }
}
