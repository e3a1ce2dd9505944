package dev.icfrr.knn.exact;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.RowProducts;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.rows.PackedRows;

/**
 * Products of a pair of blocks of unpacked rows: of all pairs of rows, or of those that pass by their bounds. One
 * object serves one thread.
 */
final class ProjectedPairs {
    private static final int BLOCK = PackedRows.BLOCK;
    /** If more than one pair in so many passes by its bound, all are multiplied. */
    private static final int MOST_PASSING = 3;

    private final PackedRows filter;
    private final ProjectedRows projected;
    private final BoundedProducts blocks;
    private final RowProducts ofRows;
    private final Selection selection;
    private final float[] packedA;
    private final float[] packedB;
    private int packed = -1;
    private final float[] products;
    private final int[] columns = new int[BLOCK * BLOCK / MOST_PASSING + BLOCK + Selection.SLACK];
    private final int[] endOfRow = new int[BLOCK];

    /** @param products memory for {@link PackedRows#BLOCK} squared values, shared with the caller */
    ProjectedPairs(PackedRows filter, ProjectedRows projected, Kernels kernels, float[] products) {
        this.filter = filter;
        this.projected = projected;
        this.products = products;
        blocks = kernels.products();
        ofRows = blocks.ofRows().orElseThrow();
        selection = kernels.selection();
        packedA = new float[BLOCK * filter.columns()];
        packedB = packedA.clone();
    }

    /** Computes the products of all pairs of rows, in the order of {@link PackedRows#multiply}. */
    void multiplyAll(int blockA, int blockB) {
        if (packed != blockA) {
            filter.pack(blockA, packedA);
            packed = blockA;
        }
        float[] other = packedA;
        if (blockA != blockB) {
            filter.pack(blockB, packedB);
            other = packedB;
        }
        blocks.multiply(packedA, 0, BLOCK, other, 0, BLOCK, filter.columns(), products);
    }

    /**
     * Selects the pairs of rows that pass for one of the two by their bounds, and computes their products.
     *
     * @param limits by position, see {@link ProjectedRows#limit}
     * @return false if they are too many, and no products were computed
     */
    boolean multiplySelected(int blockA, int blockB, float[] limits) {
        projected.multiply(blockA, blockB, products);
        int firstRow = blockA * BLOCK;
        int firstColumn = blockB * BLOCK;
        int width = filter.rowsIn(blockB);
        int most = BLOCK * BLOCK / MOST_PASSING;
        int found = 0;
        for (int i = 0; i < filter.rowsIn(blockA); i++) {
            found = selection.ofEither(
                    products,
                    i * BLOCK,
                    width,
                    projected.lowerNorms,
                    limits[firstRow + i],
                    projected.lowerNorms[firstRow + i],
                    limits,
                    firstColumn,
                    columns,
                    found);
            if (found > most) {
                return false;
            }
            endOfRow[i] = found;
        }
        PackedRows.Block a = filter.rows(blockA);
        PackedRows.Block b = filter.rows(blockB);
        for (int i = 0; i < filter.rowsIn(blockA); i++) {
            int row = a.start() + i * filter.columns();
            ofRows.multiply(
                    a.rows(), row, b.rows(), b.start(), columns, start(i), endOfRow[i], filter.columns(), products);
        }
        return true;
    }

    private int start(int row) {
        return row == 0 ? 0 : endOfRow[row - 1];
    }

    /**
     * Stores the selected keys of a row up to a limit, from index 0, and the positions of their columns.
     *
     * @param row number of the row in its block
     * @param firstColumn position of the first row of the other block
     * @return how many were stored
     */
    int ofRow(int row, int firstColumn, float limit, float[] keys, int[] positions) {
        int to = 0;
        for (int at = start(row); at < endOfRow[row]; at++) {
            int column = firstColumn + columns[at];
            float key = Math.fma(-2f, products[at], filter.lowerNorms[column]);
            keys[to] = key;
            positions[to] = column;
            to += key <= limit ? 1 : 0;
        }
        return to;
    }

    /**
     * Stores the selected keys of columns up to the columns' limits, and the numbers of the columns.
     *
     * @param row number of the row in its block
     * @param addend the lower norm of the row
     * @param limits by position
     * @param firstColumn position of the first row of the other block
     * @param start where to store the first
     * @return the first index not filled
     */
    int ofColumns(int row, float addend, float[] limits, int firstColumn, float[] keys, int[] numbers, int start) {
        int to = start;
        for (int at = start(row); at < endOfRow[row]; at++) {
            int column = columns[at];
            float key = Math.fma(-2f, products[at], addend);
            keys[to] = key;
            numbers[to] = column;
            to += key <= limits[firstColumn + column] ? 1 : 0;
        }
        return to;
    }
}
