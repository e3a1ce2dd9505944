package dev.icfrr.knn.approximate;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tries searches of sampled rows, to find the plan that compares them with the fewest rows and gives a recall. */
final class PlanTrial {
    /** Thousandths of the true neighbors that the second step may be left to find; a power of two. */
    private static final int MOST_LEFT = 512;
    /** The trial halves its steps down to so many thousandths. */
    private static final int LEAST_STEP = 4;

    /** A comparison in the second step takes as long as so many in the first: rows come from anywhere in the memory. */
    private static final int COST_OF_SECOND = 8;

    private final ClusteredRows clustered;
    private final RecallSample sample;
    private final int[] positions;
    private final SearchGoal goal;
    private final int neighbors;
    private final Parallelism parallelism;

    /**
     * Prepares a trial.
     *
     * @param neighbors of how many of its nearest rows a row may meet the nearest; 0 for a search without second step
     */
    PlanTrial(ClusteredRows clustered, RecallSample sample, SearchGoal goal, int neighbors, Parallelism parallelism) {
        this.clustered = clustered;
        this.sample = sample;
        positions = sample.positions(clustered.order());
        this.goal = goal;
        this.neighbors = neighbors;
        this.parallelism = parallelism;
    }

    /** Finds the plan. */
    SearchPlan plan() {
        int most = goal.mostClusters(clustered.clusters());
        int stages = 1;
        while (StagedSearch.end(stages - 1, most) < Math.min(ClusteredRows.NEAR, most)) {
            stages++;
        }
        StageTrial trial = new StageTrial(clustered, sample, positions, goal.wanted(), most, parallelism);
        double all = (double) goal.wanted() * sample.size();
        int needed = (int) Math.ceil(goal.recall() * all);
        if (neighbors == 0) {
            return trial.plan(stages, needed);
        }
        // The more the first step leaves to the second, the sooner it is done.
        Optional<SearchPlan> best = Optional.empty();
        long cost = Long.MAX_VALUE;
        int left = 0;
        for (int more = MOST_LEFT / 2; more >= LEAST_STEP; more /= 2) {
            double first = goal.recall() - (left + more) / 1000d;
            SearchPlan alone = trial.plan(stages, (int) Math.ceil(first * all));
            SearchPlan plan = withSecondStep(alone);
            if (plan.hits() >= needed) {
                best = Optional.of(plan);
                cost = alone.compared() + COST_OF_SECOND * (plan.compared() - alone.compared());
                left += more;
            }
        }
        SearchPlan alone = trial.plan(stages, needed);
        if (alone.hits() >= needed && alone.compared() <= cost) {
            return alone;
        }
        return best.isPresent() ? best.get() : withSecondStep(alone);
    }

    /** Returns a plan with what the second step finds for the sampled rows after it. */
    private SearchPlan withSecondStep(SearchPlan plan) {
        int[] own = found(positions, plan);
        int length = clustered.length();
        int near = Math.min(neighbors, length);
        int[] known = IntStream.range(0, own.length)
                .filter(i -> i % length < near)
                .map(i -> own[i])
                .sorted()
                .distinct()
                .toArray();
        int[] found = found(known, plan);
        RowLists lists = (position, into) ->
                System.arraycopy(found, Arrays.binarySearch(known, position) * length, into, 0, into.length);
        int[] hits = new int[positions.length];
        int[] compared = new int[positions.length];
        parallelism.forEachRow(positions.length, () -> {
            NearestOfNearest second = new NearestOfNearest(
                    lists, clustered.rowOrder().newOrder(), clustered.rowOrder().newReduced(), length, neighbors);
            int[] nearest = new int[goal.wanted()];
            double[] squared = new double[goal.wanted()];
            return i -> {
                int filled = second.nearest(positions[i], nearest, squared);
                hits[i] = sample.hits(i, squared, filled);
                compared[i] = second.compared();
            };
        });
        return plan.followed(
                Arrays.stream(hits).sum(),
                plan.compared() + Arrays.stream(compared).asLongStream().sum(),
                neighbors);
    }

    private int[] found(int[] positions, SearchPlan plan) {
        int[] found = new int[Math.multiplyExact(positions.length, clustered.length())];
        int unit = Math.max(1, Math.ceilDiv(positions.length, parallelism.threads()));
        clustered.find(positions, unit, plan, found, new ProgressMeter(null, "sample", positions.length));
        return found;
    }
}
