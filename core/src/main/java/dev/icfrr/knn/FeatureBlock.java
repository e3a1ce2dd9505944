package dev.icfrr.knn;

import dev.icfrr.matrix.Matrix;
import java.util.Objects;

/**
 * The features of some gallery items, for work on parts of a gallery, for example on several machines.
 *
 * @param items gallery indices, ascending, one per row; not copied; must not be changed
 * @param features one row per item
 */
@SuppressWarnings("ArrayRecordComponent") // a view of large arrays, never compared
public record FeatureBlock(int[] items, Matrix features) {
    /**
     * Checks the items.
     *
     * @throws IllegalArgumentException unless items ascend and are as many as rows
     */
    public FeatureBlock {
        Objects.requireNonNull(features, "features");
        if (items.length != features.rows()) {
            throw new IllegalArgumentException(
                    items.length + " items cannot have " + features.rows() + " rows of features");
        }
        for (int i = 0; i < items.length; i++) {
            if (items[i] < 0 || (i > 0 && items[i] <= items[i - 1])) {
                throw new IllegalArgumentException(
                        items[i] < 0
                                ? "item " + items[i] + " is no gallery index"
                                : "item " + items[i] + " follows item " + items[i - 1]
                                        + ": items must ascend, each once");
            }
        }
    }

    /** Returns the number of items. */
    public int size() {
        return items.length;
    }

    /** Returns the items of both blocks, ascending. */
    FeatureBlock with(FeatureBlock other) {
        if (features.columns() != other.features.columns()) {
            throw new IllegalArgumentException("features of " + features.columns() + " and of "
                    + other.features.columns() + " values cannot be of one gallery");
        }
        int[] all = new int[Math.addExact(items.length, other.items.length)];
        // Rows of the other block as -1 - row.
        int[] from = new int[all.length];
        int i = 0;
        int j = 0;
        while (i + j < all.length) {
            boolean own = j == other.items.length || (i < items.length && items[i] < other.items[j]);
            all[i + j] = own ? items[i] : other.items[j];
            from[i + j] = own ? i : -1 - j;
            i += own ? 1 : 0;
            j += own ? 0 : 1;
        }
        return new FeatureBlock(all, new MergedRows(features, other.features, from));
    }

    /** Rows of two matrices in a common order. */
    @SuppressWarnings("ArrayRecordComponent")
    private record MergedRows(Matrix first, Matrix second, int[] from) implements Matrix {
        @Override
        public int rows() {
            return from.length;
        }

        @Override
        public int columns() {
            return first.columns();
        }

        @Override
        public boolean isSinglePrecision() {
            return first.isSinglePrecision() && second.isSinglePrecision();
        }

        @Override
        public void copyRow(int row, float[] into) {
            if (from[row] >= 0) {
                first.copyRow(from[row], into);
            } else {
                second.copyRow(-1 - from[row], into);
            }
        }

        @Override
        public void copyRow(int row, double[] into) {
            if (from[row] >= 0) {
                first.copyRow(from[row], into);
            } else {
                second.copyRow(-1 - from[row], into);
            }
        }
    }
}
