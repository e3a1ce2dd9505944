package dev.icfrr.knn.approximate;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.CenteredRows;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The distances of the true neighbors of sampled rows, to estimate the recall of an approximation. The sampled rows are
 * compared with all others by products in single precision. Twice as many of the nearest as are wanted are then put in
 * order by canonical distances.
 */
final class RecallSample {
    private static final int BLOCK = PackedRows.BLOCK;
    /** Blocks that a thread compares at a time. */
    private static final int BLOCKS = 64;

    private static final int SPARE = 64;

    private final int[] groups;
    private final double[] farthest;

    private RecallSample(int[] groups, double[] farthest) {
        this.groups = groups;
        this.farthest = farthest;
    }

    /**
     * Compares rows drawn by the seed with all others.
     *
     * @param size how many, at most
     * @param goal for whose items per row distances are needed
     */
    static RecallSample draw(
            Matrix features, DeduplicatedRows distinct, int size, SearchGoal goal, Execution execution) {
        Kernels kernels = execution.kernels();
        Parallelism parallelism = execution.parallelism();
        int wanted = goal.wanted();
        ProgressMeter progress = execution.progress("sample", distinct.count());
        int[] groups = new SplittableRandom(goal.seed())
                .ints(0, distinct.count())
                .distinct()
                .limit(Math.min(size, distinct.count()))
                .toArray();
        Comparison comparison = new Comparison(features, distinct, groups, wanted, kernels);
        List<Comparison.Worker> workers = new ArrayList<>();
        parallelism.forEachBlock(distinct.count(), BLOCK * BLOCKS, () -> {
            Comparison.Worker worker = comparison.new Worker();
            synchronized (workers) {
                workers.add(worker);
            }
            return (first, end) -> {
                for (int from = first; from < end; from += BLOCK) {
                    worker.compare(from, Math.min(end, from + BLOCK));
                }
                progress.add(end - first);
            };
        });
        double[] farthest = new double[groups.length];
        int[] order = distinct.groups();
        parallelism.forEachRow(groups.length, () -> {
            DistanceOrder exact = new DistanceOrder(features, distinct, order, null, kernels);
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return i -> {
                int[] found = workers.stream()
                        .flatMapToInt(worker -> worker.nearest(i))
                        .toArray();
                int filled = exact.nearest(groups[i], found, found.length, nearest, squared);
                farthest[i] = squared[filled - 1];
            };
        });
        return new RecallSample(groups, farthest);
    }

    /** Returns the number of sampled rows. */
    int size() {
        return groups.length;
    }

    /** Returns the positions of the sampled rows in an order of the groups of equal rows. */
    int[] positions(int[] order) {
        int[] positionOf = new int[order.length];
        for (int position = 0; position < order.length; position++) {
            positionOf[order[position]] = position;
        }
        return Arrays.stream(groups).map(group -> positionOf[group]).toArray();
    }

    /** Returns how many of the found items are no farther than the farthest true neighbor of a sampled row. */
    int hits(int sample, double[] squaredOfFound, int count) {
        int hits = 0;
        for (int i = 0; i < count; i++) {
            hits += squaredOfFound[i] <= farthest[sample] ? 1 : 0;
        }
        return hits;
    }

    /** The sampled rows, packed. */
    private static final class Comparison {
        private final Matrix features;
        private final DeduplicatedRows distinct;
        private final BoundedProducts products;
        private final Selection selection;
        private final int columns;
        private final int kept;
        private final CenteredRows centering;
        private final int sampled;
        private final float[][] packed;

        Comparison(Matrix features, DeduplicatedRows distinct, int[] groups, int wanted, Kernels kernels) {
            this.features = features;
            this.distinct = distinct;
            products = kernels.products();
            selection = kernels.selection();
            columns = features.columns();
            kept = Math.min(2 * wanted, distinct.count());
            centering = new CenteredRows(features, distinct::first, distinct);
            sampled = groups.length;
            packed = new float[Math.ceilDiv(sampled, BLOCK)][BLOCK * columns];
            MovedBlock rows = new MovedBlock();
            for (int block = 0; block < packed.length; block++) {
                int first = block * BLOCK;
                int end = Math.min(sampled, first + BLOCK);
                rows.pack(Arrays.copyOfRange(groups, first, end), packed[block]);
            }
        }

        /** Packs rows moved to their mean; serves one thread. */
        private final class MovedBlock {
            private final CenteredRows.Reader rows = centering.reader(features);
            private final float[] moved = new float[BLOCK * columns];
            /** The squared lengths of the rows packed last. */
            private final float[] norms = new float[BLOCK];

            void pack(int[] groups, float[] into) {
                Arrays.fill(moved, 0f);
                for (int i = 0; i < groups.length; i++) {
                    rows.read(distinct.first(groups[i]), moved, i * columns);
                    norms[i] = 0;
                    for (int k = i * columns; k < (i + 1) * columns; k++) {
                        norms[i] += moved[k] * moved[k];
                    }
                }
                products.pack(moved, BLOCK, columns, into, 0);
            }
        }

        /** Compares blocks of rows with all sampled ones; serves one thread. */
        private final class Worker {
            private final MovedBlock rows = new MovedBlock();
            private final float[] others = new float[BLOCK * columns];
            private final float[] dots = new float[BLOCK * BLOCK];
            private final float[] keys = new float[BLOCK + Selection.SLACK];
            private final int[] found = new int[BLOCK + Selection.SLACK];
            private final Candidates[] candidates = new Candidates[sampled];
            private final float[] limits = new float[sampled];

            Worker() {
                Arrays.setAll(candidates, i -> new Candidates(2 * kept + SPARE + Selection.SLACK));
                Arrays.fill(limits, Float.POSITIVE_INFINITY);
            }

            void compare(int first, int end) {
                rows.pack(IntStream.range(first, end).toArray(), others);
                for (int block = 0; block < packed.length; block++) {
                    products.multiply(packed[block], 0, BLOCK, others, 0, BLOCK, columns, dots);
                    for (int i = block * BLOCK; i < Math.min(sampled, (block + 1) * BLOCK); i++) {
                        int at = (i - block * BLOCK) * BLOCK;
                        add(i, selection.ofRow(dots, at, end - first, rows.norms, 0, limits[i], first, keys, found, 0));
                    }
                }
            }

            private void add(int i, int passed) {
                for (int at = 0; at < passed; ) {
                    at += candidates[i].addAll(keys, found, at, passed);
                    if (at < passed) {
                        limits[i] = prune(candidates[i]);
                    }
                }
            }

            /** Keeps the best candidates; of those that equal the last one, only some. */
            private float prune(Candidates of) {
                float limit = of.limitOf(kept, 0, selection);
                of.keepUpTo(limit, selection);
                of.count = Math.min(of.count, kept + SPARE);
                return limit;
            }

            /** Returns the groups of the rows nearest to a sampled one. */
            IntStream nearest(int i) {
                if (candidates[i].count > kept) {
                    prune(candidates[i]);
                }
                return Arrays.stream(candidates[i].positions, 0, candidates[i].count);
            }
        }
    }
}
