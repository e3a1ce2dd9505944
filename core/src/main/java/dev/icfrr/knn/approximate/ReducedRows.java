package dev.icfrr.knn.approximate;

import dev.icfrr.distance.PrincipalComponents;
import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.knn.rows.CenteredRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.MemoryMatrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The rows of a large gallery in the directions in which they differ most, outside the Java heap. Their distances are
 * at most those of the rows, apart from rounding, and nearly in the same order: enough to find which rows to compare
 * in all dimensions.
 */
final class ReducedRows {
    private static final int LEAST_COLUMNS = 32;
    /** Columns are a multiple of this, so that products need no padding. */
    private static final int STEP = 16;
    /** Share of the variance that the directions must have. */
    private static final double EXPLAINED = 0.9;
    /** Rows that the directions are found from. */
    private static final int SAMPLE = 1 << 13;

    private static final int BLOCK = PackedRows.BLOCK;

    private ReducedRows() {}

    /**
     * Reduces rows.
     *
     * @param features G x D
     * @param largest the largest magnitude of a value
     * @param place gives a place of a size, if there is so much; in less, rows get fewer dimensions
     * @return G rows of at most D / 2 values; empty if so few directions do not tell rows apart, or D is small
     */
    static Optional<Matrix> of(Matrix features, double largest, Place place, Execution execution) throws IOException {
        Parallelism parallelism = execution.parallelism();
        int half = features.columns() / 2 / STEP * STEP;
        if (half < LEAST_COLUMNS || largest == 0) {
            return Optional.empty();
        }
        Matrix scaled = scaledSample(features, 1 / largest);
        PrincipalComponents components = PrincipalComponents.of(scaled, half, parallelism);
        int columns = LEAST_COLUMNS;
        while (columns < half && components.explained(columns) < EXPLAINED) {
            columns += STEP;
        }
        if (components.explained(columns) < EXPLAINED) {
            return Optional.empty();
        }
        Optional<RowTarget> given = place.allocate(bytes(features, columns));
        while (given.isEmpty() && columns > LEAST_COLUMNS) {
            columns -= STEP;
            given = place.allocate(bytes(features, columns));
        }
        if (given.isEmpty()) {
            return Optional.empty();
        }
        RowTarget target = given.get();
        Reduction reduction = new Reduction(
                components, columns, 1 / largest, execution.kernels().products());
        ProgressMeter progress = execution.progress("fewer dimensions", features.rows());
        try {
            parallelism.forEachBlock(features.rows(), BLOCK, () -> {
                Reducer reducer = new Reducer(features, reduction);
                return (first, end) -> {
                    reducer.reduce(first, end, target);
                    progress.add(end - first);
                };
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Optional.of(new MemoryMatrix(features.rows(), columns, target.finish()));
    }

    /**
     * Bounds the rounding error of a row in fewer dimensions, as a share of its length.
     *
     * @param columns of the features
     * @param reduced columns of the row
     */
    static double rounding(int columns, int reduced) {
        return Math.sqrt(reduced) * (columns + 8) * BoundedProducts.UNIT;
    }

    private static long bytes(Matrix features, int columns) {
        return (long) Float.BYTES * features.rows() * columns;
    }

    /** Gives a place for rows. */
    @FunctionalInterface
    interface Place {
        /** Returns a place of so many bytes; empty if that is too much. */
        Optional<RowTarget> allocate(long bytes) throws IOException;
    }

    private static Matrix scaledSample(Matrix features, double scale) {
        int rows = Math.min(SAMPLE, features.rows());
        int columns = features.columns();
        double[] values = new double[Math.multiplyExact(rows, columns)];
        double[] row = new double[columns];
        for (int i = 0; i < rows; i++) {
            features.copyRow((int) ((long) i * features.rows() / rows), row);
            for (int k = 0; k < columns; k++) {
                values[i * columns + k] = row[k] * scale;
            }
        }
        return Matrix.of(rows, columns, values);
    }

    /** What is done to each row: it is scaled, moved to the mean, and multiplied by the directions. */
    private static final class Reduction {
        private final int columns;
        private final CenteredRows centering;
        private final BoundedProducts products;
        private final int padded;
        private final float[] packed;

        Reduction(PrincipalComponents components, int columns, double scale, BoundedProducts products) {
            this.columns = columns;
            this.products = products;
            centering = new CenteredRows(scale, components.mean());
            padded = products.padded(columns);
            packed = products.packed(components.rows(columns, padded), padded, centering.columns());
        }
    }

    /** Reduces blocks of rows; serves one thread. */
    private static final class Reducer {
        private final Reduction reduction;
        private final CenteredRows.Reader rows;
        private final float[] moved;
        private final float[] packed;
        private final float[] reduced;
        private final MemorySegment bytes;

        Reducer(Matrix features, Reduction reduction) {
            this.reduction = reduction;
            rows = reduction.centering.reader(features);
            moved = new float[BLOCK * reduction.centering.columns()];
            packed = new float[moved.length];
            reduced = new float[BLOCK * reduction.padded];
            bytes = Arena.ofAuto().allocate(FloatMemory.LAYOUT, (long) BLOCK * reduction.columns);
        }

        void reduce(int first, int end, RowTarget target) {
            int size = reduction.centering.columns();
            for (int item = first; item < end; item++) {
                rows.read(item, moved, (item - first) * size);
            }
            reduction.products.pack(moved, BLOCK, size, packed, 0);
            reduction.products.multiply(packed, 0, BLOCK, reduction.packed, 0, reduction.padded, size, reduced);
            long rowBytes = (long) Float.BYTES * reduction.columns;
            for (int i = 0; i < end - first; i++) {
                MemorySegment.copy(
                        reduced, i * reduction.padded, bytes, FloatMemory.LAYOUT, i * rowBytes, reduction.columns);
            }
            try {
                target.write(bytes.asSlice(0, (end - first) * rowBytes), first * rowBytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
