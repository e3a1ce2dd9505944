package dev.icfrr.rerank;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/** Finds exact neighbors within a window by canonical distances, for a few candidates at a time. */
final class FeatureWindow implements NeighborLookup {
    /** Candidates that share one pass over the window. */
    private static final int TOGETHER = 16;

    /** Rows of the window converted at a time; with common feature lengths they stay in the second-level cache. */
    private static final int ROWS = 32;

    private final Matrix features;
    private final int wanted;
    private final SelfMatch selfMatch;
    private final Parallelism parallelism;

    FeatureWindow(Matrix features, int kg, SelfMatch selfMatch, Parallelism parallelism) {
        if (features.rows() < 1) {
            throw new IllegalArgumentException("a window must have at least 1 candidate");
        }
        this.features = features;
        this.wanted = Math.min(KnnGraph.requireKg(kg), features.rows() - 1);
        this.selfMatch = selfMatch;
        this.parallelism = parallelism;
    }

    @Override
    public int gallerySize() {
        return features.rows();
    }

    @Override
    public int[][] lists(int[] candidates) {
        int[][] lists = new int[candidates.length][];
        int blockRows = Math.clamp(Math.ceilDiv(candidates.length, parallelism.threads()), 1, TOGETHER);
        parallelism.forEachBlock(candidates.length, blockRows, () -> {
            Worker worker = new Worker(blockRows);
            return (first, end) -> worker.find(candidates, first, end, lists);
        });
        return lists;
    }

    /** Finds lists in the memory of one thread. */
    private final class Worker {
        private final FeatureRows rows = new FeatureRows(features);
        private final CanonicalDistances kernel = Kernels.get().distances();
        private final int size = features.rows();
        private final double[] voters;
        private final double[] block = new double[Math.multiplyExact(ROWS, rows.stride())];
        private final double[] squared;
        private final TopKSelector selection;

        Worker(int together) {
            voters = new double[Math.multiplyExact(together, rows.stride())];
            squared = new double[Math.multiplyExact(together, size)];
            selection = TopKSelector.forRowsOf(Matrix.of(together, size, squared), wanted + 1);
        }

        void find(int[] candidates, int first, int end, int[][] lists) {
            for (int i = first; i < end; i++) {
                rows.load(candidates[i], voters, (i - first) * rows.stride());
            }
            for (int row = 0; row < size; row += ROWS) {
                int count = Math.min(ROWS, size - row);
                rows.load(row, row + count, block);
                kernel.squared(voters, end - first, block, count, rows.stride(), squared, row, size);
            }
            for (int i = first; i < end; i++) {
                lists[i] = new int[wanted];
                selfMatch.exclude(selection.nearest(i - first), candidates[i], lists[i]);
            }
        }
    }
}
