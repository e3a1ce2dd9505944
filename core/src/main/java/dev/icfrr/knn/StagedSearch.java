package dev.icfrr.knn;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Compares rows with the rows of their nearest clusters in stages: with few clusters at first, then with more. A row
 * whose last stage brought few of its nearest rows has found most of them and needs no further stage. Rows of dense
 * places need few clusters, rows between clusters many. One object serves one thread.
 */
final class StagedSearch {
    /** Clusters compared up to the end of the first stages. */
    private static final int[] ENDS = {1, 3, 6, 16};
    /** How many times as many clusters each further stage reaches. */
    private static final int GROWTH = 3;
    /** Rows whose clusters are found at a time. */
    private static final int ROWS_AT_A_TIME = 1 << 13;

    private final RowSearch search;
    private final PackedRows filter;
    private final RowClusters clusters;
    private final ClusterOrder order;
    private final Supplier<PackedCenters> centers;
    private final int most;
    private int[] positions = new int[0];
    /** Clusters that a row was compared with. */
    private int[][] met = new int[0][];
    /** The nearest rows found before the last stage, by position, ascending. */
    private int[][] before = new int[0][];

    /**
     * Prepares a search.
     *
     * @param centers finds more clusters of a row than are known
     * @param most the number of clusters that a row is compared with at most
     */
    StagedSearch(
            RowSearch search,
            PackedRows filter,
            RowClusters clusters,
            ClusterOrder order,
            Supplier<PackedCenters> centers,
            int most) {
        this.search = search;
        this.filter = filter;
        this.clusters = clusters;
        this.order = order;
        this.centers = centers;
        this.most = most;
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
        before = new int[rows.length][0];
        search.start(rows);
    }

    /**
     * Compares some rows with the clusters of a stage. A row takes part in all stages from the first one to its last.
     *
     * @param some numbers of rows
     */
    void compare(int stage, int[] some) {
        int end = end(stage, most);
        long[] pairs = new long[Math.multiplyExact(some.length, end)];
        int count = 0;
        for (int first = 0; first < some.length; first += ROWS_AT_A_TIME) {
            int[] rows = Arrays.copyOfRange(some, first, Math.min(first + ROWS_AT_A_TIME, some.length));
            int[] nearest = nearestClusters(rows, end);
            for (int i = 0; i < rows.length; i++) {
                int row = rows[i];
                int[] added = notMet(met[row], nearest, i * end, end);
                for (int cluster : added) {
                    pairs[count++] = (long) order.place(cluster) << 32 | row;
                }
                int old = met[row].length;
                met[row] = Arrays.copyOf(met[row], old + added.length);
                System.arraycopy(added, 0, met[row], old, added.length);
            }
        }
        compare(pairs, count);
    }

    /** Returns the nearest clusters, so many of each row. */
    private int[] nearestClusters(int[] rows, int end) {
        int[] nearest = new int[rows.length * end];
        if (end > clusters.near()) {
            int[] stored = Arrays.stream(rows)
                    .map(row -> filter.storedRow(positions[row]))
                    .toArray();
            centers.get().nearest(filter.stored(), end).find(stored, nearest);
            return nearest;
        }
        for (int i = 0; i < rows.length; i++) {
            int group = filter.group(positions[rows[i]]);
            for (int rank = 0; rank < end; rank++) {
                nearest[i * end + rank] = clusters.nearest(group, rank);
            }
        }
        return nearest;
    }

    /** Returns the clusters of a list that a row has not met. A longer list may lack clusters of a shorter one. */
    private static int[] notMet(int[] met, int[] nearest, int from, int count) {
        return Arrays.stream(nearest, from, from + count)
                .filter(cluster -> {
                    for (int other : met) {
                        if (other == cluster) {
                            return false;
                        }
                    }
                    return true;
                })
                .toArray();
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
        int[] now = Arrays.copyOf(candidates.positions, candidates.count);
        Arrays.sort(now);
        int[] old = before[row];
        int gained = 0;
        for (int i = 0, j = 0; i < now.length; i++) {
            while (j < old.length && old[j] < now[i]) {
                j++;
            }
            if (j == old.length || old[j] != now[i]) {
                gained++;
            }
        }
        before[row] = now;
        return gained;
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

    /**
     * Compares all rows, stage by stage.
     *
     * @param atLeast a row goes on if the last stage brought so many of its nearest rows
     * @param wanted a row goes on if it met fewer rows
     */
    void run(int stages, int atLeast, int wanted) {
        int[] rows = IntStream.range(0, positions.length).toArray();
        for (int stage = 0; stage < stages && rows.length > 0; stage++) {
            compare(stage, rows);
            if (stage < stages - 1) {
                boolean first = stage == 0;
                rows = Arrays.stream(rows)
                        .filter(row -> goesOn(first, gained(row), search.compared(row), atLeast, wanted))
                        .toArray();
            }
        }
    }

    /** Returns whether a row takes part in the stage after one. */
    static boolean goesOn(boolean first, int gained, int compared, int atLeast, int wanted) {
        return first || gained >= atLeast || compared < wanted;
    }
}
