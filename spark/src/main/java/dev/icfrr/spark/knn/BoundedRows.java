package dev.icfrr.spark.knn;

import dev.icfrr.spark.table.ItemFeatures;
import java.io.Serializable;
import java.util.List;

/**
 * Rows of a meeting.
 *
 * @param rows items, with or without features
 * @param bounds the squared distances beyond which an item needs no further neighbor, one per row; empty if they are
 *     not known
 * @param pieces the pieces that an item goes to, its home first, padded with {@link #NONE}, as many per row; empty if
 *     bounds are not known
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record BoundedRows(ItemFeatures rows, double[] bounds, char[] pieces) implements Serializable {
    static final char NONE = Character.MAX_VALUE;

    static BoundedRows unbounded(ItemFeatures rows) {
        return new BoundedRows(rows, new double[0], new char[0]);
    }

    boolean isBounded() {
        return bounds.length > 0;
    }

    BoundedRows withoutFeatures() {
        return new BoundedRows(ItemFeatures.numbers(rows.items()), bounds, pieces);
    }

    BoundedRows withPieces(char[] of) {
        return new BoundedRows(rows, bounds, of);
    }

    private int piecesPerRow() {
        return rows.size() == 0 ? 0 : pieces.length / rows.size();
    }

    /** Returns rows at some positions. */
    BoundedRows pick(int[] positions) {
        int perRow = piecesPerRow();
        double[] bound = new double[isBounded() ? positions.length : 0];
        char[] of = new char[positions.length * perRow];
        for (int i = 0; i < positions.length; i++) {
            if (isBounded()) {
                bound[i] = bounds[positions[i]];
            }
            System.arraycopy(pieces, positions[i] * perRow, of, i * perRow, perRow);
        }
        return new BoundedRows(rows.pick(positions), bound, of);
    }

    /**
     * Joins parts, ascending by item.
     *
     * @param parts at least one, without a common item; all bounded, or none
     */
    static BoundedRows union(List<BoundedRows> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        ItemFeatures all =
                ItemFeatures.union(parts.stream().map(BoundedRows::rows).toList());
        int perRow = parts.getFirst().piecesPerRow();
        double[] bounds = new double[parts.getFirst().isBounded() ? all.size() : 0];
        char[] pieces = new char[all.size() * perRow];
        for (BoundedRows part : parts) {
            int at = 0;
            for (int i = 0; i < part.bounds.length; i++) {
                while (all.items()[at] != part.rows.items()[i]) {
                    at++;
                }
                bounds[at] = part.bounds[i];
                System.arraycopy(part.pieces, i * perRow, pieces, at * perRow, perRow);
            }
        }
        return new BoundedRows(all, bounds, pieces);
    }
}
