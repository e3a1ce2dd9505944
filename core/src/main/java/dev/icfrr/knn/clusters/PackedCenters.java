package dev.icfrr.knn.clusters;

import dev.icfrr.distance.PrincipalComponents;
import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.CenteredRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/**
 * Centers of clusters packed for products, to find the one that is nearest to a row in single precision.
 *
 * <p>A search by shortlist first compares rows and centers in the {@value #REDUCED} principal directions of the
 * centers, and then the row with the {@value #SHORTLIST} best centers in all dimensions. Centers are means of many
 * rows, so that few directions tell most of them apart. The nearest center may be missed.
 */
public final class PackedCenters {
    private static final int BLOCK = PackedRows.BLOCK;
    private static final int REDUCED = 128;
    private static final int SHORTLIST = 24;
    /** Candidates of a row beyond twice those that are kept. */
    private static final int SPARE = 64;

    private final int columns;
    private final CenteredRows centering;
    private final BoundedProducts products;
    private final Selection selection;
    /** Row after row. */
    private final float[] centers;

    private final float[] norms;
    /** The number of dimensions that are compared first. */
    private final int compared;
    /** The directions of these dimensions, packed; empty if all dimensions are compared. */
    private final float[] directions;

    private final float[][] packed;

    /**
     * Packs centers.
     *
     * @param scaled {@code count} rows, scaled and then moved to the mean
     * @param centering scales and moves the rows that are compared with the centers
     * @param byShortlist whether to compare in fewer dimensions first, if there are many
     */
    PackedCenters(
            double[] scaled,
            int count,
            CenteredRows centering,
            Kernels kernels,
            Parallelism parallelism,
            boolean byShortlist) {
        this.centering = centering;
        columns = centering.columns();
        products = kernels.products();
        selection = kernels.selection();
        centers = new float[count * columns];
        norms = new float[count];
        for (int c = 0; c < count; c++) {
            for (int k = 0; k < columns; k++) {
                float value = (float) scaled[c * columns + k];
                centers[c * columns + k] = value;
                norms[c] += value * value;
            }
        }
        boolean reduces = byShortlist && columns >= 2 * REDUCED;
        compared = reduces ? REDUCED : columns;
        directions = reduces ? packedDirections(parallelism) : new float[0];
        packed = new float[Math.ceilDiv(count, BLOCK)][];
        float[] values = new float[BLOCK * columns];
        for (int b = 0; b < packed.length; b++) {
            int from = b * BLOCK * columns;
            int length = Math.min(centers.length - from, BLOCK * columns);
            Arrays.fill(values, 0f);
            System.arraycopy(centers, from, values, 0, length);
            packed[b] = new Reducer().packed(values);
        }
    }

    /** Returns the principal directions of the centers, packed; a whole number of panels for any kernel. */
    private float[] packedDirections(Parallelism parallelism) {
        PrincipalComponents found =
                PrincipalComponents.of(Matrix.of(norms.length, columns, centers), REDUCED, parallelism);
        return products.packed(found.rows(found.count(), BLOCK), BLOCK, columns);
    }

    /** Packs blocks of rows in the dimensions that are compared first; serves one thread. */
    private final class Reducer {
        private final float[] all = new float[BLOCK * columns];
        private final float[] projected = new float[directions.length == 0 ? 0 : BLOCK * BLOCK];

        /** Returns a new packed block. */
        float[] packed(float[] rows) {
            float[] into = new float[BLOCK * compared];
            pack(rows, into);
            return into;
        }

        void pack(float[] rows, float[] into) {
            if (directions.length == 0) {
                products.pack(rows, BLOCK, columns, into, 0);
                return;
            }
            products.pack(rows, BLOCK, columns, all, 0);
            products.multiply(all, 0, BLOCK, directions, 0, BLOCK, columns, projected);
            for (int i = 0; i < BLOCK; i++) {
                System.arraycopy(projected, i * BLOCK, projected, i * compared, compared);
            }
            products.pack(projected, BLOCK, compared, into, 0);
        }
    }

    /**
     * Returns a search for one thread.
     *
     * @param matrix holds the rows
     * @param count centers per row, at most as many as there are
     */
    public Nearest nearest(Matrix matrix, int count) {
        return new Nearest(matrix, count);
    }

    /** Finds the nearest centers of rows; serves one thread. */
    public final class Nearest {
        private final CenteredRows.Reader rows;
        private final Reducer reducer = new Reducer();
        private final float[] values = new float[BLOCK * columns];
        private final float[] packedRows = new float[BLOCK * compared];
        private final float[] dots = new float[BLOCK * BLOCK];
        private final float[] keys = new float[BLOCK + Selection.SLACK];
        private final int[] positions = new int[BLOCK + Selection.SLACK];
        /** Centers kept per row. */
        private final int kept;

        private final int count;
        /** Of each row, centers among which the ones to keep are. */
        private final Candidates[] candidates = new Candidates[BLOCK];
        /** Of each row, the key that no center to keep exceeds. */
        private final float[] limits = new float[BLOCK];
        /** Of one row, the keys of the centers that are kept, ascending. */
        private final float[] bestKeys;

        private final int[] best;

        private Nearest(Matrix matrix, int count) {
            this.count = count;
            kept = directions.length == 0 ? count : Math.min(norms.length, Math.max(SHORTLIST, count));
            Arrays.setAll(candidates, i -> new Candidates(Math.min(norms.length, 2 * kept + SPARE) + Selection.SLACK));
            bestKeys = new float[kept];
            best = new int[kept];
            rows = centering.reader(matrix);
        }

        /**
         * Finds the nearest centers.
         *
         * @param some numbers of rows of the matrix
         * @param nearest receives the centers of row {@code some[i]} from index {@code i * count}, nearest first
         */
        public void find(int[] some, int[] nearest) {
            for (int first = 0; first < some.length; first += BLOCK) {
                find(some, first, Math.min(first + BLOCK, some.length), nearest);
            }
        }

        private void find(int[] some, int first, int end, int[] nearest) {
            for (int i = first; i < end; i++) {
                rows.read(some[i], values, (i - first) * columns);
            }
            reducer.pack(values, packedRows);
            Arrays.fill(limits, Float.POSITIVE_INFINITY);
            for (Candidates ofRow : candidates) {
                ofRow.count = 0;
            }
            for (int b = 0; b < packed.length; b++) {
                products.multiply(packedRows, 0, BLOCK, packed[b], 0, BLOCK, compared, dots);
                int centersHere = Math.min(BLOCK, norms.length - b * BLOCK);
                for (int i = 0; i < end - first; i++) {
                    int found = selection.ofRow(
                            dots, i * BLOCK, centersHere, norms, b * BLOCK, limits[i], b * BLOCK, keys, positions, 0);
                    add(i, found);
                }
            }
            for (int i = 0; i < end - first; i++) {
                prune(i);
                keepBest(candidates[i]);
                if (directions.length > 0) {
                    compareExactly(i);
                }
                System.arraycopy(best, 0, nearest, (first + i) * count, count);
            }
        }

        private void add(int i, int found) {
            for (int at = 0; at < found; ) {
                at += candidates[i].addAll(keys, positions, at, found);
                if (at < found) {
                    prune(i);
                }
            }
        }

        /** Drops the candidates of a row that are not to be kept, but for equal ones. */
        private void prune(int i) {
            Candidates ofRow = candidates[i];
            if (ofRow.count > kept) {
                limits[i] = ofRow.limitOf(kept, 0, selection);
                ofRow.keepUpTo(limits[i], selection);
                if (ofRow.count > kept + SPARE / 2) { // many are equal
                    keepBest(ofRow);
                    ofRow.count = 0;
                    ofRow.addAll(bestKeys, best, 0, kept);
                }
            }
        }

        /** Sorts the best candidates of a row. Of equal ones, the first come first. */
        private void keepBest(Candidates ofRow) {
            Arrays.fill(bestKeys, Float.POSITIVE_INFINITY);
            for (int i = 0; i < ofRow.count; i++) {
                insert(ofRow.keys[i], ofRow.positions[i]);
            }
        }

        private void insert(float key, int center) {
            int at = kept - 1;
            if (!(key < bestKeys[at])) {
                return;
            }
            while (at > 0 && key < bestKeys[at - 1]) {
                bestKeys[at] = bestKeys[at - 1];
                best[at] = best[at - 1];
                at--;
            }
            bestKeys[at] = key;
            best[at] = center;
        }

        /** Sorts the shortlist of a row by all dimensions. */
        private void compareExactly(int i) {
            int[] shortlist = best.clone();
            Arrays.sort(shortlist);
            Arrays.fill(bestKeys, Float.POSITIVE_INFINITY);
            for (int center : shortlist) {
                insert(norms[center] - 2 * dot(values, i * columns, centers, center * columns), center);
            }
        }

        private float dot(float[] a, int aAt, float[] b, int bAt) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int k = 0;
            for (; k + 4 <= columns; k += 4) {
                s0 += a[aAt + k] * b[bAt + k];
                s1 += a[aAt + k + 1] * b[bAt + k + 1];
                s2 += a[aAt + k + 2] * b[bAt + k + 2];
                s3 += a[aAt + k + 3] * b[bAt + k + 3];
            }
            for (; k < columns; k++) {
                s0 += a[aAt + k] * b[bAt + k];
            }
            return (s0 + s1) + (s2 + s3);
        }
    }
}
