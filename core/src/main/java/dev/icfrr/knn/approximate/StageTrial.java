package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.parallel.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A search of sampled rows, stage by stage, that shows how far rows must go on to find enough of their neighbors. */
final class StageTrial {
    private final RecallSample sample;
    private final int[] positions;
    private final int wanted;
    /** Distinct rows to find per row. */
    private final int length;

    private final int most;
    private final Parallelism parallelism;
    /** A search for each share of the sample. */
    private final List<Share> shares = new ArrayList<>();

    private final List<Stage> stages = new ArrayList<>();
    /** Whether the last stage compared with all clusters allowed. */
    private boolean isComplete;

    /**
     * The results of the sampled rows at the end of a stage.
     *
     * @param hits by row, the true neighbors found so far
     * @param compared by row, the rows that it was compared with so far
     * @param gained by row, the nearest rows that the stage brought
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stage(int[] hits, int[] compared, int[] gained) {}

    private record Share(int first, int end, StagedSearch search, DistanceOrder exact) {}

    /**
     * Prepares a trial.
     *
     * @param positions of the sampled rows
     * @param wanted items per row, the row itself included
     * @param most the number of clusters that a row may be compared with
     */
    StageTrial(
            ClusteredRows clustered,
            RecallSample sample,
            int[] positions,
            int wanted,
            int most,
            Parallelism parallelism) {
        this.sample = sample;
        this.positions = positions;
        this.wanted = wanted;
        length = clustered.length();
        this.most = most;
        this.parallelism = parallelism;
        int rows = positions.length;
        int size = Math.ceilDiv(rows, parallelism.threads());
        for (int first = 0; first < rows; first += size) {
            StagedSearch own = clustered.newSearch(most);
            int end = Math.min(first + size, rows);
            own.start(Arrays.copyOfRange(positions, first, end));
            shares.add(new Share(first, end, own, clustered.rowOrder().newOrder()));
        }
    }

    /**
     * Returns the rule that compares the sample with the fewest rows and finds enough neighbors. If no rule does, the
     * one that finds most.
     *
     * @param leastStages stages that a rule has at least
     * @param needed true neighbors of the sample that must be found
     */
    SearchPlan plan(int leastStages, int needed) {
        while (true) {
            if (isComplete || stages.size() >= leastStages) {
                for (int atLeast = length; atLeast >= 0; atLeast--) {
                    SearchPlan plan = plan(atLeast);
                    if (plan.hits() >= needed || (isComplete && atLeast == 0)) {
                        return plan;
                    }
                }
            }
            isComplete = StagedSearch.end(stages.size(), most) == most;
            search(isComplete);
        }
    }

    /** Searches the next stage. */
    private void search(boolean last) {
        int rows = positions.length;
        int stage = stages.size();
        Stage found = new Stage(new int[rows], new int[rows], new int[rows]);
        parallelism.forEachBlock(shares.size(), 1, () -> (share, end) -> search(shares.get(share), stage, last, found));
        stages.add(found);
    }

    private void search(Share share, int stage, boolean last, Stage found) {
        StagedSearch search = share.search();
        int[] nearest = new int[wanted];
        double[] squared = new double[wanted];
        search.compare(
                stage, stage, IntStream.range(0, share.end() - share.first()).toArray());
        for (int i = share.first(); i < share.end(); i++) {
            int row = i - share.first();
            found.gained()[i] = search.gained(row);
            if (last) {
                search.meet(row, length);
            }
            found.compared()[i] = search.rows().compared(row);
            // A row that met too few others counts as if it found none: it goes on.
            if (found.compared()[i] >= length) {
                Candidates candidates = search.rows().candidates(row);
                int count =
                        share.exact().nearest(positions[i], candidates.positions, candidates.count, nearest, squared);
                found.hits()[i] = sample.hits(i, squared, count);
            }
        }
    }

    /** Returns what the stages so far give under a rule. */
    private SearchPlan plan(int atLeast) {
        int hits = 0;
        long compared = 0;
        for (int row = 0; row < positions.length; row++) {
            Stage last = stages.get(lastStage(row, atLeast));
            hits += last.hits()[row];
            compared += last.compared()[row];
        }
        return new SearchPlan(atLeast, stages.size(), most, hits, positions.length, compared, 0);
    }

    private int lastStage(int row, int atLeast) {
        int stage = 0;
        while (stage < stages.size() - 1
                && StagedSearch.goesOn(
                        stage == 0,
                        stages.get(stage).gained()[row],
                        stages.get(stage).compared()[row],
                        atLeast,
                        length)) {
            stage++;
        }
        return stage;
    }
}
