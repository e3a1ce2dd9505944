package dev.icfrr.knn.approximate;

import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.clusters.ClusterOrder;
import dev.icfrr.knn.clusters.PackedCenters;
import dev.icfrr.knn.clusters.RowClusters;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows with the rows of their nearest clusters in stages: with few clusters at first, then with more. A row
 * whose last stage brought few of its nearest rows has found most of them and needs no further stage. Rows of dense
 * places need few clusters, rows between clusters many. One object serves one thread.
 */
final class StagedSearch {
    /** Clusters compared up to the end of the first stages. */
    private static final int[] ENDS = {1, 4, 16};
    /** How many times as many clusters each further stage reaches. */
    private static final int GROWTH = 3;
    /** Rows whose clusters are found at a time. */
    private static final int ROWS_AT_A_TIME = 1 << 13;

    private final Matrix features;
    private final RowSearch search;
    private final PackedRows filter;
    private final Selection selection;
    private final RowClusters clusters;
    private final ClusterOrder order;
    private final Supplier<PackedCenters> centers;
    private final int most;
    private final ClusterReach.@Nullable Reader reach;
    /** By cluster; scratch memory. */
    private final boolean[] isMet;

    private int[] positions = new int[0];
    /** Clusters that a row was compared with. */
    private int[][] met = new int[0][];
    /** The nearest clusters of a row that needed more than are known of all. */
    private int[][] further = new int[0][];
    /** The keys of the nearest rows found before the last stage. */
    private float[][] before = new float[0][];

    /**
     * Prepares a search.
     *
     * @param features the rows that are compared
     * @param centers finds more clusters of a row than are known
     * @param most the number of clusters that a row is compared with at most
     * @param reach tells which clusters are worth it; null if all are
     */
    StagedSearch(
            Matrix features,
            RowSearch search,
            PackedRows filter,
            RowClusters clusters,
            ClusterOrder order,
            Supplier<PackedCenters> centers,
            Selection selection,
            int most,
            ClusterReach.@Nullable Reader reach) {
        this.features = features;
        this.search = search;
        this.selection = selection;
        this.filter = filter;
        this.clusters = clusters;
        this.order = order;
        this.centers = centers;
        this.most = most;
        isMet = new boolean[order.clusters()];
        this.reach = reach;
    }

    /** Returns the rows' candidates and what they were compared with. */
    RowSearch rows() {
        return search;
    }

    /** Returns the number of clusters that a row has been compared with after a stage, at most {@code most}. */
    static int end(int stage, int most) {
        long end = ENDS[Math.min(stage, ENDS.length - 1)];
        for (int further = ENDS.length; further <= stage && end < most; further++) {
            end *= GROWTH;
        }
        return (int) Math.min(end, most);
    }

    /** Starts with the rows at some positions. */
    void start(int[] rows) {
        positions = rows;
        met = new int[rows.length][0];
        further = new int[rows.length][0];
        before = new float[rows.length][0];
        search.start(rows);
    }

    /**
     * Compares some rows with the clusters of a stage. A row takes part in all stages from the first one to its last.
     *
     * @param some numbers of rows
     * @param last the last stage that is known to follow; clusters are found for all of them at once
     */
    void compare(int stage, int last, int[] some) {
        int end = end(stage, most);
        if (end > clusters.near()) {
            findFurther(some, end, end(last, most));
        }
        long[] pairs = new long[some.length];
        int count = 0;
        int[] nearest = new int[end];
        for (int row : some) {
            copyNearest(row, nearest);
            int[] added = notMet(met[row], nearest);
            if (reach != null) {
                added = reach.reached(positions[row], added);
            }
            if (pairs.length - count < added.length) {
                pairs = Arrays.copyOf(pairs, Math.addExact(Math.multiplyExact(2, pairs.length), added.length));
            }
            for (int cluster : added) {
                pairs[count++] = (long) order.place(cluster) << 32 | row;
            }
            int old = met[row].length;
            met[row] = Arrays.copyOf(met[row], old + added.length);
            System.arraycopy(added, 0, met[row], old, added.length);
        }
        compare(pairs, count);
    }

    /** Finds more clusters than are known of all rows for those of some rows of which fewer than needed are known. */
    private void findFurther(int[] some, int needed, int count) {
        int[] rows =
                Arrays.stream(some).filter(row -> further[row].length < needed).toArray();
        for (int first = 0; first < rows.length; first += ROWS_AT_A_TIME) {
            int[] batch = Arrays.copyOfRange(rows, first, Math.min(first + ROWS_AT_A_TIME, rows.length));
            int[] nearest = new int[Math.multiplyExact(batch.length, count)];
            int[] numbers =
                    Arrays.stream(batch).map(row -> filter.row(positions[row])).toArray();
            centers.get().nearest(features, count).find(numbers, nearest);
            for (int i = 0; i < batch.length; i++) {
                further[batch[i]] = Arrays.copyOfRange(nearest, i * count, (i + 1) * count);
            }
        }
    }

    /** Copies the nearest clusters of a row. */
    private void copyNearest(int row, int[] nearest) {
        if (nearest.length > clusters.near()) {
            System.arraycopy(further[row], 0, nearest, 0, nearest.length);
            return;
        }
        int group = filter.group(positions[row]);
        for (int rank = 0; rank < nearest.length; rank++) {
            nearest[rank] = clusters.nearest(group, rank);
        }
    }

    /** Returns the clusters of a list that a row has not met. A longer list may lack clusters of a shorter one. */
    private int[] notMet(int[] known, int[] nearest) {
        int[] added = new int[nearest.length];
        int count = 0;
        for (int cluster : known) {
            isMet[cluster] = true;
        }
        for (int cluster : nearest) {
            added[count] = cluster;
            count += isMet[cluster] ? 0 : 1;
        }
        for (int cluster : known) {
            isMet[cluster] = false;
        }
        return Arrays.copyOf(added, count);
    }

    /** Compares pairs of a cluster's place and a row, cluster by cluster. */
    private void compare(long[] pairs, int count) {
        Arrays.sort(pairs, 0, count);
        int[] rows = new int[positions.length];
        int at = 0;
        while (at < count) {
            int place = (int) (pairs[at] >>> 32);
            int some = 0;
            while (at < count && (int) (pairs[at] >>> 32) == place) {
                rows[some++] = (int) pairs[at++];
            }
            search.compare(rows, some, place);
        }
    }

    /** Returns how many of the nearest rows of a row the last stage brought. */
    int gained(int row) {
        Candidates candidates = search.candidates(row);
        float[] now = Arrays.copyOf(candidates.keys, candidates.count);
        float largest = Float.NEGATIVE_INFINITY;
        for (float key : now) {
            largest = Math.max(largest, key);
        }
        int stayed = selection.countAtMost(before[row], before[row].length, largest);
        before[row] = now;
        return now.length - stayed;
    }

    /** Returns whether a row has been compared with the cluster of a position. */
    boolean hasMet(int row, int position) {
        int cluster = clusters.nearest(filter.group(position), 0);
        return Arrays.stream(met[row]).anyMatch(other -> other == cluster);
    }

    /** Compares a row that met fewer rows than it needs with the clusters stored beside its own. */
    void meet(int row, int wanted) {
        if (search.compared(row) >= wanted) {
            return;
        }
        BitSet places = new BitSet();
        for (int cluster : met[row]) {
            places.set(order.place(cluster));
        }
        int own = order.place(met[row][0]);
        for (int offset = 1; search.compared(row) < wanted; offset++) {
            for (int place : new int[] {own - offset, own + offset}) {
                if (place >= 0 && place < order.clusters() && !places.get(place)) {
                    search.compare(new int[] {row}, 1, place);
                }
            }
        }
    }

    /** Tells which rows go on. */
    @FunctionalInterface
    interface Rule {
        /**
         * Returns whether a row takes part in the stage after one.
         *
         * @param gained how many of its nearest rows the stage brought
         * @param compared rows that it was compared with so far
         */
        boolean goesOn(int stage, int gained, int compared);
    }

    /** Compares all rows, stage by stage. */
    void run(int stages, Rule rule) {
        int[] rows = IntStream.range(0, positions.length).toArray();
        for (int stage = 0; stage < stages && rows.length > 0; stage++) {
            compare(stage, stages - 1, rows);
            if (stage < stages - 1) {
                int done = stage;
                rows = Arrays.stream(rows)
                        .filter(row -> rule.goesOn(done, gained(row), search.compared(row)))
                        .toArray();
            }
        }
    }

    /**
     * Returns whether a row takes part in the stage after one.
     *
     * @param atLeast a row goes on if the last stage brought so many of its nearest rows
     * @param wanted a row goes on if it met fewer rows
     */
    static boolean goesOn(boolean first, int gained, int compared, int atLeast, int wanted) {
        return first || gained >= atLeast || compared < wanted;
    }
}
