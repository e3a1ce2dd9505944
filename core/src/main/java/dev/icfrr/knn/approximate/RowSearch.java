package dev.icfrr.knn.approximate;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.clusters.ClusterOrder;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.sort.KeySort;
import java.util.Arrays;

/**
 * Collects the candidates of some rows among the rows of clusters. Each row may be compared with other clusters. One
 * object serves one thread.
 */
class RowSearch {
    private static final int BLOCK = PackedRows.BLOCK;
    /** A buffer with less room after pruning is pruned by canonical distances. */
    private static final int LEAST_ROOM = 32;
    /** While searching, one candidate more than needed may stay for so many. */
    private static final int SPARE_SHARE = 64;

    private final PackedRows filter;
    private final PackedRows.Packer packer;
    private final ClusterOrder order;
    private final int columns;
    final int wanted;
    private final BoundedProducts multiplier;
    private final Selection selection;
    private final CandidateRefiner refiner;
    private final KeySort byKey = new KeySort();
    private final float[] chunk;
    private final float[] packedChunk;
    final float[] products = new float[BLOCK * BLOCK];
    final float[] keys = new float[BLOCK + Selection.SLACK];
    final int[] found = new int[BLOCK + Selection.SLACK];
    int[] positions = new int[0];
    Candidates[] candidates = new Candidates[0];
    /** The largest key of a candidate, by row. */
    float[] limits = new float[0];

    private int[] compared = new int[0];
    private float[] values = new float[0];

    /** @param wanted distinct rows to find per row, at most as many as there are */
    RowSearch(
            Matrix features,
            DeduplicatedRows distinct,
            PackedRows filter,
            ClusterOrder order,
            int wanted,
            Kernels kernels) {
        this.filter = filter;
        packer = filter.new Packer();
        this.order = order;
        this.wanted = wanted;
        columns = features.columns();
        multiplier = kernels.products();
        selection = kernels.selection();
        refiner = new CandidateRefiner(features, filter, distinct, kernels);
        chunk = new float[BLOCK * columns];
        packedChunk = new float[BLOCK * columns];
    }

    /** Returns an empty buffer of a row. */
    Candidates newCandidates() {
        return new Candidates(Candidates.capacity(filter.count(), wanted));
    }

    /** Starts with the rows at some positions. */
    void start(int[] rows) {
        positions = rows;
        if (candidates.length < rows.length) {
            candidates = new Candidates[rows.length];
            Arrays.setAll(candidates, i -> newCandidates());
            limits = new float[rows.length];
            compared = new int[rows.length];
            values = new float[Math.multiplyExact(rows.length, columns)];
        }
        for (int i = 0; i < rows.length; i++) {
            candidates[i].count = 0;
        }
        Arrays.fill(limits, Float.POSITIVE_INFINITY);
        Arrays.fill(compared, 0);
        for (int i = 0; i < rows.length; i++) {
            packer.center(rows[i], values, i * columns);
        }
    }

    /**
     * Compares some rows with the rows of a cluster. No row may meet a cluster twice.
     *
     * @param some numbers of rows
     * @param place the place of the cluster in the order
     */
    void compare(int[] some, int count, int place) {
        int start = order.start(place);
        int end = start + order.size(place);
        if (start == end) {
            return;
        }
        for (int from = 0; from < count; from += BLOCK) {
            int rows = Math.min(BLOCK, count - from);
            int packed = multiplier.padded(rows);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(values, some[from + i] * columns, chunk, i * columns, columns);
            }
            Arrays.fill(chunk, rows * columns, packed * columns, 0f);
            multiplier.pack(chunk, packed, columns, packedChunk, 0);
            for (int block = start / BLOCK; block <= (end - 1) / BLOCK; block++) {
                compare(
                        some,
                        from,
                        rows,
                        packed,
                        block,
                        Math.max(start, block * BLOCK),
                        Math.min(end, (block + 1) * BLOCK));
            }
        }
    }

    /** Compares a packed chunk with the rows {@code [first, end)} of a block. */
    private void compare(int[] some, int from, int rows, int packed, int block, int first, int end) {
        int panel = multiplier.panelRows();
        int firstPanel = (first - block * BLOCK) / panel * panel;
        int stride = multiplier.padded(end - block * BLOCK - firstPanel);
        PackedRows.Block others = packer.block(block);
        multiplier.multiply(
                packedChunk,
                0,
                packed,
                others.rows(),
                others.start() + firstPanel * columns,
                stride,
                columns,
                products);
        int skipped = first - block * BLOCK - firstPanel;
        for (int i = 0; i < rows; i++) {
            int row = some[from + i];
            select(row, i * stride + skipped, first, end);
            compared[row] += end - first;
        }
    }

    /**
     * Selects candidates of a row among the rows {@code [first, end)}.
     *
     * @param start where their products start
     */
    void select(int row, int start, int first, int end) {
        int passed = selection.ofRow(
                products, start, end - first, filter.lowerNorms, first, limits[row], first, keys, found, 0);
        add(row, passed);
    }

    private void add(int row, int passed) {
        int at = 0;
        while (true) {
            at += candidates[row].addAll(keys, found, at, passed);
            if (at == passed) {
                return;
            }
            Candidates full = candidates[row];
            float limit = refiner.prune(positions[row], full, wanted, wanted / SPARE_SHARE);
            if (full.count > full.keys.length - LEAST_ROOM) {
                limit = refiner.pruneExactly(positions[row], full, wanted);
            }
            limits[row] = Math.min(limits[row], limit);
        }
    }

    /** Returns with how many rows a row was compared, itself included. */
    int compared(int row) {
        return compared[row];
    }

    /** Returns the candidates of a row so far, pruned. */
    Candidates candidates(int row) {
        refiner.prune(positions[row], candidates[row], wanted, 0);
        return candidates[row];
    }

    /**
     * Copies the nearest rows of a row by their keys, as many as are wanted.
     *
     * @param into filled with positions from index {@code at}, nearest first
     */
    void nearest(int row, int[] into, int at) {
        Candidates near = candidates(row);
        long[] order = byKey.ascending(near.keys, near.count);
        for (int i = 0; i < wanted; i++) {
            into[at + i] = near.positions[(int) order[i]];
        }
    }
}
