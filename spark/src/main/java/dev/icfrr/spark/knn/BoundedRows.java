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
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record BoundedRows(ItemFeatures rows, double[] bounds) implements Serializable {
    private static final double[] UNKNOWN = {};

    static BoundedRows unbounded(ItemFeatures rows) {
        return new BoundedRows(rows, UNKNOWN);
    }

    boolean isBounded() {
        return bounds.length > 0;
    }

    BoundedRows withoutFeatures() {
        return new BoundedRows(ItemFeatures.numbers(rows.items()), bounds);
    }

    /** Returns rows at some positions. */
    BoundedRows pick(int[] positions) {
        double[] picked = new double[isBounded() ? positions.length : 0];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = bounds[positions[i]];
        }
        return new BoundedRows(rows.pick(positions), picked);
    }

    /**
     * Joins parts, ascending by item.
     *
     * @param parts at least one; all bounded, or none
     */
    static BoundedRows union(List<BoundedRows> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        ItemFeatures all =
                ItemFeatures.union(parts.stream().map(BoundedRows::rows).toList());
        double[] bounds = new double[parts.getFirst().isBounded() ? all.size() : 0];
        for (BoundedRows part : parts) {
            int at = 0;
            for (int i = 0; i < part.bounds.length; i++) {
                while (all.items()[at] != part.rows.items()[i]) {
                    at++;
                }
                bounds[at] = part.bounds[i];
            }
        }
        return new BoundedRows(all, bounds);
    }
}
