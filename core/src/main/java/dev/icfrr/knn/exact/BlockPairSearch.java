package dev.icfrr.knn.exact;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the candidates of every row among the rows of other blocks. A block of products serves its rows and its
 * columns.
 *
 * <p>If the order of rows is scattered and all pairs of blocks are compared, the rows that a row has met so far are a
 * sample of the gallery. A full buffer is cut to the candidates that are likely to be among the nearest, with a margin
 * of four standard deviations. {@link #take} returns null for a row whose margin was too small.
 */
final class BlockPairSearch {
    private static final Candidates NONE = new Candidates(0);
    /** While buffers fill, one in so many more than needed may stay: a limit for few more is found faster. */
    private static final int SPARE_SHARE = 64;

    /** A block's limits are estimated after so many pairs of projected rows, and whenever they have doubled. */
    private static final int FIRST_PAIRS = 4;

    private final Matrix features;
    private final Kernels kernels;
    private final DeduplicatedRows distinct;
    private final PackedRows filter;
    private final @Nullable ProjectedRows projected;
    private final int wanted;
    private final Candidates[] candidates;
    private final float[] limits;
    /** The limits of keys of projected rows. They are read without a lock: an old limit only lets more pairs pass. */
    private final float[] limitsOfBounds;
    /** The lowest estimated limit of each row. */
    private final float[] estimates;

    private final boolean estimating;
    /** The rows of this many first blocks get candidates. */
    private final int servedBlocks;

    private final int[] pairsOfBlock;
    private final Object[] locks;

    /** Prepares a search for the candidates of all rows. */
    BlockPairSearch(
            Matrix features,
            DeduplicatedRows distinct,
            PackedRows filter,
            int wanted,
            Kernels kernels,
            boolean estimating) {
        this(features, distinct, filter, null, wanted, kernels, estimating, filter.blocks());
    }

    /**
     * Prepares a search for the candidates of all rows.
     *
     * @param projected the rows projected, if the filter keeps them unpacked; null otherwise
     */
    BlockPairSearch(
            Matrix features,
            DeduplicatedRows distinct,
            PackedRows filter,
            @Nullable ProjectedRows projected,
            int wanted,
            Kernels kernels,
            boolean estimating) {
        this(features, distinct, filter, projected, wanted, kernels, estimating, filter.blocks());
    }

    /**
     * Prepares a search.
     *
     * @param wanted distinct rows to find per row, at most as many as there are
     * @param estimating whether the order is scattered, so that the rows met so far are a sample
     * @param servedBlocks how many blocks, from the first, have rows to find candidates for
     */
    BlockPairSearch(
            Matrix features,
            DeduplicatedRows distinct,
            PackedRows filter,
            int wanted,
            Kernels kernels,
            boolean estimating,
            int servedBlocks) {
        this(features, distinct, filter, null, wanted, kernels, estimating, servedBlocks);
    }

    private BlockPairSearch(
            Matrix features,
            DeduplicatedRows distinct,
            PackedRows filter,
            @Nullable ProjectedRows projected,
            int wanted,
            Kernels kernels,
            boolean estimating,
            int servedBlocks) {
        this.projected = projected;
        limitsOfBounds = new float[projected == null ? 0 : filter.count()];
        Arrays.fill(limitsOfBounds, Float.POSITIVE_INFINITY);
        this.servedBlocks = servedBlocks;
        this.estimating = estimating;
        this.features = features;
        this.kernels = kernels;
        this.distinct = distinct;
        this.filter = filter;
        this.wanted = wanted;
        candidates = new Candidates[Math.min(filter.count(), servedBlocks * PackedRows.BLOCK)];
        int capacity = Candidates.capacity(filter.count(), wanted);
        Arrays.setAll(candidates, i -> new Candidates(capacity));
        limits = new float[filter.count()];
        Arrays.fill(limits, Float.POSITIVE_INFINITY);
        estimates = limits.clone();
        pairsOfBlock = new int[filter.blocks()];
        locks = new Object[filter.blocks()];
        Arrays.setAll(locks, i -> new Object());
    }

    /** Compares pairs of blocks. Several calls add up. */
    void run(BlockPairs pairs, Parallelism parallelism, ProgressMeter progress) {
        parallelism.forEachBlock(filter.blocks(), 1, () -> {
            Worker worker = new Worker();
            return (block, end) -> {
                for (int partner : pairs.partnersOf(block)) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    worker.pair(block, partner);
                    progress.add(1);
                }
            };
        });
    }

    /**
     * Returns all positions, sorted by the least position among their candidates. Adjacent positions are likely
     * neighbors, so that most of their features are in the caches.
     */
    int[] byLikeness() {
        long[] keys = new long[candidates.length];
        for (int position = 0; position < keys.length; position++) {
            int least = position;
            for (int i = 0; i < candidates[position].count; i++) {
                least = Math.min(least, candidates[position].positions[i]);
            }
            keys[position] = ((long) least << 32) | position;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** Returns the candidates of a row as they are. */
    Candidates candidates(int position) {
        return candidates[position];
    }

    /** Returns the candidates of a row so far, pruned. */
    Candidates candidates(int position, CandidateRefiner order) {
        order.prune(position, candidates[position], wanted, 0);
        return candidates[position];
    }

    /** Removes and returns the candidates of a row, pruned, even if some are missing. */
    Candidates takeAll(int position, CandidateRefiner order) {
        Candidates taken = candidates(position, order);
        candidates[position] = NONE;
        return taken;
    }

    /**
     * Removes and returns the candidates of a row, pruned.
     *
     * @return null if some may be missing
     */
    @Nullable
    Candidates take(int position, CandidateRefiner order) {
        Candidates taken = complete(position, order);
        candidates[position] = NONE;
        return taken;
    }

    /**
     * Returns the candidates of a row, pruned.
     *
     * @return null if some may be missing
     */
    @Nullable
    Candidates complete(int position, CandidateRefiner order) {
        Candidates found = candidates[position];
        boolean complete = found.count >= wanted && order.prune(position, found, wanted, 0) <= estimates[position];
        return complete || estimates[position] == Float.POSITIVE_INFINITY ? found : null;
    }

    private final class Worker {
        private final float[] products = new float[PackedRows.BLOCK * PackedRows.BLOCK];
        private final float[] keys = new float[PackedRows.BLOCK * PackedRows.BLOCK + Selection.SLACK];
        private final int[] positions = new int[keys.length];
        private final float[] keysOfColumns = new float[PackedRows.BLOCK * PackedRows.BLOCK];
        private final int[] rowsOfColumns = new int[keysOfColumns.length];
        private final int[] endOfRow = new int[PackedRows.BLOCK];
        private final int[] ends = new int[PackedRows.BLOCK];
        private final Selection selection = kernels.selection();
        private final @Nullable ProjectedPairs projectedPairs =
                projected == null ? null : new ProjectedPairs(filter, projected, kernels, products);
        private final CandidateRefiner order = new CandidateRefiner(features, filter, distinct, kernels);

        void pair(int blockA, int blockB) {
            if (projectedPairs == null) {
                filter.multiply(blockA, blockB, products);
                serve(blockA, blockB, null);
            } else if (isSettled(blockA)
                    && isSettled(blockB)
                    && projectedPairs.multiplySelected(blockA, blockB, limitsOfBounds)) {
                serve(blockA, blockB, projectedPairs);
            } else {
                projectedPairs.multiplyAll(blockA, blockB);
                serve(blockA, blockB, null);
            }
        }

        private boolean isSettled(int block) {
            return pairsOfBlock[block] >= FIRST_PAIRS;
        }

        /** Counts a pair of a block. Now and then, lowers the limits of its rows, so that fewer pairs pass. */
        private void finishPair(int block) {
            pairsOfBlock[block]++;
            int pairs = pairsOfBlock[block];
            if (projected != null && pairs >= FIRST_PAIRS && Integer.bitCount(pairs) == 1) {
                for (int i = 0; i < filter.rowsIn(block); i++) {
                    int row = block * PackedRows.BLOCK + i;
                    prune(row, candidates[row]);
                }
            }
        }

        /** @param selected holds the products; null if {@link #products} holds those of all pairs */
        private void serve(int blockA, int blockB, @Nullable ProjectedPairs selected) {
            if (blockA < servedBlocks) {
                synchronized (locks[blockA]) {
                    serveRows(blockA, blockB, selected);
                    finishPair(blockA);
                }
            }
            if (blockA != blockB && blockB < servedBlocks) {
                synchronized (locks[blockB]) {
                    serveColumns(blockA, blockB, selected);
                    finishPair(blockB);
                }
            }
        }

        // Loops are methods of their own, so that the compiler does not compile them together as well.

        private void serveRows(int blockA, int blockB, @Nullable ProjectedPairs selected) {
            for (int i = 0; i < filter.rowsIn(blockA); i++) {
                serveRow(i, blockA, blockB, selected);
            }
        }

        private void serveRow(int i, int blockA, int blockB, @Nullable ProjectedPairs selected) {
            int row = blockA * PackedRows.BLOCK + i;
            int firstColumn = blockB * PackedRows.BLOCK;
            int found = selected != null
                    ? selected.ofRow(i, firstColumn, limits[row], keys, positions)
                    : selection.ofRow(
                            products,
                            i * PackedRows.BLOCK,
                            filter.rowsIn(blockB),
                            filter.lowerNorms,
                            firstColumn,
                            limits[row],
                            firstColumn,
                            keys,
                            positions,
                            0);
            add(row, keys, positions, 0, found);
        }

        /** Sorts what it finds by column first, so that the buffer of a column is fetched from memory once. */
        private void serveColumns(int blockA, int blockB, @Nullable ProjectedPairs selected) {
            selectOfColumns(blockA, blockB, selected);
            addByColumn(blockA, blockB);
        }

        private void selectOfColumns(int blockA, int blockB, @Nullable ProjectedPairs selected) {
            int found = 0;
            for (int i = 0; i < filter.rowsIn(blockA); i++) {
                found = selectOfColumns(i, blockA, blockB, selected, found);
                endOfRow[i] = found;
            }
        }

        private int selectOfColumns(int i, int blockA, int blockB, @Nullable ProjectedPairs selected, int found) {
            float addend = filter.lowerNorms[blockA * PackedRows.BLOCK + i];
            int firstColumn = blockB * PackedRows.BLOCK;
            return selected != null
                    ? selected.ofColumns(i, addend, limits, firstColumn, keys, positions, found)
                    : selection.ofColumns(
                            products,
                            i * PackedRows.BLOCK,
                            filter.rowsIn(blockB),
                            addend,
                            limits,
                            firstColumn,
                            0,
                            keys,
                            positions,
                            found);
        }

        private void addByColumn(int blockA, int blockB) {
            int columns = filter.rowsIn(blockB);
            sortByColumn(blockA * PackedRows.BLOCK, filter.rowsIn(blockA), columns);
            addColumns(blockB * PackedRows.BLOCK, columns);
        }

        private void addColumns(int firstColumn, int columns) {
            int start = 0;
            for (int column = 0; column < columns; column++) {
                add(firstColumn + column, keysOfColumns, rowsOfColumns, start, ends[column]);
                start = ends[column];
            }
        }

        /** Fills {@link #ends} with the end of each column. */
        private void sortByColumn(int firstRow, int rows, int columns) {
            Arrays.fill(ends, 0);
            countColumns(endOfRow[rows - 1]);
            int start = 0;
            for (int column = 0; column < columns; column++) {
                int ofColumn = ends[column];
                ends[column] = start;
                start += ofColumn;
            }
            int at = 0;
            for (int i = 0; i < rows; i++) {
                deal(firstRow + i, at, endOfRow[i]);
                at = endOfRow[i];
            }
        }

        private void countColumns(int found) {
            for (int at = 0; at < found; at++) {
                ends[positions[at]]++;
            }
        }

        private void deal(int row, int start, int end) {
            for (int at = start; at < end; at++) {
                int to = ends[positions[at]]++;
                keysOfColumns[to] = keys[at];
                rowsOfColumns[to] = row;
            }
        }

        /** Adds candidates to a row. */
        private void add(int row, float[] fromKeys, int[] fromPositions, int start, int end) {
            Candidates of = candidates[row];
            int at = start;
            while (true) {
                at += of.addAll(fromKeys, fromPositions, at, end);
                if (at == end) {
                    return;
                }
                prune(row, of);
            }
        }

        /** Makes room in a full buffer. */
        private void prune(int row, Candidates full) {
            int likely = likelyAmongNearest(pairsOfBlock[row / PackedRows.BLOCK]);
            float limit = order.prune(row, full, likely, likely / SPARE_SHARE);
            if (likely < wanted) {
                estimates[row] = Math.min(estimates[row], limit);
            }
            if (full.count > full.keys.length - Candidates.SPARE / 2) {
                limit = order.pruneExactly(row, full, wanted);
            }
            limits[row] = Math.min(limits[row], limit);
            if (projected != null) {
                limitsOfBounds[row] = projected.limit(row, limits[row]);
            }
        }

        private int likelyAmongNearest(int pairsSeen) {
            double seen = Math.min(1d, (pairsSeen + 1d) / filter.blocks());
            double expected = wanted * seen;
            return estimating ? (int) Math.min(wanted, expected + 4 * Math.sqrt(expected) + 4) : wanted;
        }
    }
}
