package dev.icfrr.embeddings.data;

import dev.icfrr.matrix.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Matrices of one width, one below the other, as one matrix. Nothing is copied. */
public final class ConcatenatedRows implements Matrix {
    private final List<Matrix> parts;
    /** The first row of each part, and the number of all rows. */
    private final int[] starts;

    private final int columns;
    private final boolean singlePrecision;

    /**
     * Stacks matrices.
     *
     * @throws IllegalArgumentException if there are none, their widths differ, or they have 2^31 rows or more
     */
    public ConcatenatedRows(List<Matrix> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there are no matrices");
        }
        this.parts = List.copyOf(parts);
        this.columns = parts.getFirst().columns();
        this.singlePrecision = parts.stream().allMatch(Matrix::isSinglePrecision);
        this.starts = new int[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).columns() != columns) {
                throw new IllegalArgumentException(
                        "rows of " + parts.get(i).columns() + " values follow rows of " + columns);
            }
            long end = (long) starts[i] + parts.get(i).rows();
            if (end > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("together they have more than 2^31 rows");
            }
            starts[i + 1] = (int) end;
        }
    }

    @Override
    public int rows() {
        return starts[parts.size()];
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public boolean isSinglePrecision() {
        return singlePrecision;
    }

    @Override
    public void copyRow(int row, float[] into) {
        int part = part(row);
        parts.get(part).copyRow(row - starts[part], into);
    }

    @Override
    public void copyRow(int row, double[] into) {
        int part = part(row);
        parts.get(part).copyRow(row - starts[part], into);
    }

    /** Returns the part of a row: the last that begins at it or before it, since empty parts begin where others do. */
    private int part(int row) {
        Objects.checkIndex(row, rows());
        int found = Arrays.binarySearch(starts, row);
        if (found < 0) {
            return -found - 2;
        }
        while (starts[found + 1] == row) {
            found++;
        }
        return found;
    }
}
