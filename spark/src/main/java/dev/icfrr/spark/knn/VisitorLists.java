package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import java.util.Arrays;

/** What a meeting of the items of a piece with visitors adds to the lists that all of them have already. */
final class VisitorLists {
    private final CellPlan plan;
    private final int piece;
    private final BoundedRows rows;
    private final int perRow;
    private final Positions positions;

    private VisitorLists(CellPlan plan, int piece, BoundedRows rows) {
        this.plan = plan;
        this.piece = piece;
        this.rows = rows;
        perRow = rows.pieces().length / rows.rows().size();
        positions = new Positions(rows.rows().items());
    }

    /**
     * Keeps of all lists the items that are not beyond the bound and that an item meets in no other piece. Items meet
     * in the first piece of the one that the other goes to as well. Those with the same home have met there. Two
     * visitors meet only where all visitors are in one part.
     *
     * @param found lists of all rows
     * @param rows the items at home and the visitors
     * @return lists that hold something
     */
    static KnnCandidates needed(KnnCandidates found, CellPlan plan, int piece, BoundedRows rows) {
        return new VisitorLists(plan, piece, rows).of(found);
    }

    private KnnCandidates of(KnnCandidates found) {
        int[] items = new int[found.size()];
        int[] starts = new int[found.size() + 1];
        int[] neighbors = new int[found.size()];
        double[] squared = new double[found.size()];
        int count = 0;
        int kept = 0;
        for (int row = 0; row < found.size(); row++) {
            int first = kept;
            int end = found.starts()[row + 1];
            if (neighbors.length - kept < end - found.starts()[row]) {
                neighbors = Arrays.copyOf(neighbors, 2 * neighbors.length + end - found.starts()[row]);
                squared = Arrays.copyOf(squared, neighbors.length);
            }
            for (int n = found.starts()[row]; n < end && found.squared()[n] <= rows.bounds()[row]; n++) {
                int other = found.neighbors()[n];
                if (meetHere(row, positions.of(other))) {
                    neighbors[kept] = other;
                    squared[kept++] = found.squared()[n];
                }
            }
            if (kept > first) {
                items[count++] = found.items()[row];
                starts[count] = kept;
            }
        }
        return KnnCandidates.of(
                Arrays.copyOf(items, count),
                Arrays.copyOf(starts, count + 1),
                Arrays.copyOf(neighbors, kept),
                Arrays.copyOf(squared, kept));
    }

    /** Returns whether this is the first piece of a row in which another row meets it. */
    private boolean meetHere(int row, int other) {
        char[] pieces = rows.pieces();
        int own = row * perRow;
        int others = other * perRow;
        if (pieces[own] == pieces[others]) {
            return false;
        }
        for (int i = own; i < own + perRow && pieces[i] != BoundedRows.NONE; i++) {
            int at = others;
            while (at < others + perRow && pieces[at] != pieces[i]) {
                at++;
            }
            boolean isThere = at < others + perRow;
            if (isThere && (i == own || at == others || plan.visitorParts()[pieces[i]] == 1)) {
                return pieces[i] == piece;
            }
        }
        return false;
    }

    /** The positions of items, in a hash table. */
    private static final class Positions {
        private final int[] items;
        private final int[] slots;

        Positions(int[] items) {
            this.items = items;
            slots = new int[Integer.highestOneBit(Math.max(1, items.length)) << 2];
            for (int at = 0; at < items.length; at++) {
                int slot = slot(items[at]);
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                slots[slot] = at + 1;
            }
        }

        private int slot(int item) {
            return ((item * 0x9e3779b1) >>> 1) & (slots.length - 1);
        }

        int of(int item) {
            int slot = slot(item);
            while (items[slots[slot] - 1] != item) {
                slot = (slot + 1) & (slots.length - 1);
            }
            return slots[slot] - 1;
        }
    }
}
