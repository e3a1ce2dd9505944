package dev.icfrr.spark.knn;

import dev.icfrr.knn.approximate.NeededNeighbors;

/**
 * The pairs that a meeting of the items of a piece with visitors must bring: those that meet nowhere else. Items meet
 * in the first piece of the one that the other goes to as well. Those with the same home have met there. Two visitors
 * meet only where all visitors are in one part.
 */
final class VisitorPairs implements NeededNeighbors.Pairs {
    private final int[] visitorParts;
    private final int piece;
    private final char[] pieces;
    private final int perRow;

    private VisitorPairs(CellPlan plan, int piece, BoundedRows rows) {
        visitorParts = plan.visitorParts();
        this.piece = piece;
        pieces = rows.pieces();
        perRow = pieces.length / rows.rows().size();
    }

    /**
     * Returns what the rows of a meeting need of it: pairs that meet here first, within the bounds.
     *
     * @param rows the items at home and the visitors, at least one
     */
    static NeededNeighbors neededOf(CellPlan plan, int piece, BoundedRows rows) {
        return new NeededNeighbors(rows.bounds(), new VisitorPairs(plan, piece, rows));
    }

    /** Returns the home of a row. Items with the same home have met there. */
    @Override
    public int part(int row) {
        return pieces[row * perRow];
    }

    /** Returns whether this is the first piece of a row in which another row meets it. */
    @Override
    public boolean areNeeded(int row, int other) {
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
            if (isThere && (i == own || at == others || visitorParts[pieces[i]] == 1)) {
                return pieces[i] == piece;
            }
        }
        return false;
    }
}
