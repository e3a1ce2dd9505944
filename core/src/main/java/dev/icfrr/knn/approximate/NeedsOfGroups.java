package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.DeduplicatedRows;

/**
 * The neighbors that groups of equal rows need: those that any of their rows may need. Safe to share between threads.
 */
final class NeedsOfGroups {
    /** Of larger groups, not all pairs of rows are asked for. */
    private static final int MOST_PAIRS = 16;

    private final NeededNeighbors rows;
    private final DeduplicatedRows distinct;

    NeedsOfGroups(NeededNeighbors rows, DeduplicatedRows distinct) {
        this.rows = rows;
        this.distinct = distinct;
    }

    /** Keeps the neighbors that the first row of a group needs, see {@link NeededNeighbors#keep}. */
    int keep(int group, int[] nearest, double[] squared, int count) {
        return rows.keep(distinct.first(group), nearest, squared, count);
    }

    /** Returns the squared distance beyond which no row of a group needs a neighbor. */
    double bound(int group) {
        double bound = Double.NEGATIVE_INFINITY;
        for (int member = 0; member < distinct.size(group); member++) {
            bound = Math.max(bound, rows.bounds()[distinct.member(group, member)]);
        }
        return bound;
    }

    /** Returns the part of all rows of a group, or a negative number if they have none in common. */
    int part(int group) {
        int part = rows.pairs().part(distinct.first(group));
        for (int member = 1; member < distinct.size(group); member++) {
            part = rows.pairs().part(distinct.member(group, member)) == part ? part : -1;
        }
        return part;
    }

    /** Returns whether a row of a group may need one of another group; if not, none does. */
    boolean mayNeed(int group, int other) {
        int size = distinct.size(group);
        int others = distinct.size(other);
        if ((long) size * others > MOST_PAIRS) {
            return true;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < others; j++) {
                if (rows.pairs().areNeeded(distinct.member(group, i), distinct.member(other, j))) {
                    return true;
                }
            }
        }
        return false;
    }
}
