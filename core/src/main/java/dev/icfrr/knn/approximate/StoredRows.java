package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;

/**
 * The rows that are compared.
 *
 * @param rows the features, or the same rows in fewer dimensions
 * @param distinct their groups
 * @param filter the same rows, packed
 * @param scale what distances between features are multiplied by
 * @param rounding the rounding error of a row in fewer dimensions, as a share of its length; 0 for the features
 */
record StoredRows(Matrix rows, DeduplicatedRows distinct, PackedRows filter, double scale, double rounding) {
    /** Returns the largest key of a row within a squared distance of the row at a position. */
    float limit(int position, double squared) {
        double within = squared;
        // Nothing is within a negative bound.
        if (rounding > 0 && squared >= 0) {
            double distance = Math.sqrt(squared) * scale;
            double error = rounding * 2 * (2 * filter.length(position) + distance);
            within = (distance + error) * (distance + error);
        }
        return PackedRows.up(filter.limitOfDistance(position, within));
    }
}
