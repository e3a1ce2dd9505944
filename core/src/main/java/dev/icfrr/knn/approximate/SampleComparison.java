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
import dev.icfrr.parallel.ProgressMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares sampled rows with all others by products in single precision. Twice as many of the nearest as are wanted are
 * then put in order by canonical distances.
 */
final class SampleComparison {
    private static final int BLOCK = PackedRows.BLOCK;
    /** Blocks that a thread compares at a time. */
    private static final int BLOCKS = 64;

    private static final int SPARE = 64;
    /** A share of squared lengths that rounding in single precision hardly exceeds. */
    private static final double ROUNDING = 1e-4;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final int[] groups;
    private final @Nullable NeedsOfGroups needs;
    private final BoundedProducts products;
    private final Selection selection;
    private final int columns;
    private final int kept;
    private final CenteredRows centering;
    private final float[][] packed;
    /** By sampled row, the largest key that counts. */
    private final float[] firstLimits;

    private final List<Worker> workers = new ArrayList<>();

    private SampleComparison(
            Matrix features,
            DeduplicatedRows distinct,
            int[] groups,
            int wanted,
            Kernels kernels,
            @Nullable NeedsOfGroups needs) {
        this.features = features;
        this.distinct = distinct;
        this.groups = groups;
        this.needs = needs;
        products = kernels.products();
        selection = kernels.selection();
        columns = features.columns();
        kept = Math.min(2 * wanted, distinct.count());
        centering = new CenteredRows(features, distinct::first, distinct);
        firstLimits = new float[groups.length];
        Arrays.fill(firstLimits, Float.POSITIVE_INFINITY);
        packed = new float[Math.ceilDiv(groups.length, BLOCK)][BLOCK * columns];
        MovedBlock rows = new MovedBlock();
        for (int block = 0; block < packed.length; block++) {
            int first = block * BLOCK;
            int end = Math.min(groups.length, first + BLOCK);
            rows.pack(Arrays.copyOfRange(groups, first, end), packed[block]);
            for (int i = first; i < end && needs != null; i++) {
                firstLimits[i] = limit(needs.bound(groups[i]), rows.norms[i - first]);
            }
        }
    }

    /** Receives the nearest rows of a sampled one, from any thread; the arrays are reused. */
    @FunctionalInterface
    interface Sink {
        /**
         * Receives rows.
         *
         * @param sample the number of the sampled row
         * @param nearest rows by (squared distance, row)
         * @param squared canonical squared distances to them
         * @param filled how many elements of both arrays are valid
         */
        void accept(int sample, int[] nearest, double[] squared, int filled);
    }

    /**
     * Finds the nearest rows of sampled ones among all, in the order of their canonical distances.
     *
     * @param groups of the sampled rows
     * @param needs what rows need: others are not kept; null if all count
     */
    static void nearest(
            Matrix features,
            DeduplicatedRows distinct,
            int[] groups,
            int wanted,
            Execution execution,
            @Nullable NeedsOfGroups needs,
            Sink sink) {
        SampleComparison comparison = of(features, distinct, groups, wanted, execution, needs);
        int[] order = distinct.groups();
        execution.parallelism().forEachRow(groups.length, () -> {
            DistanceOrder exact = new DistanceOrder(features, distinct, order, null, execution.kernels());
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return i -> {
                int[] found = comparison.nearest(i);
                sink.accept(i, nearest, squared, exact.nearest(groups[i], found, found.length, nearest, squared));
            };
        });
    }

    private static SampleComparison of(
            Matrix features,
            DeduplicatedRows distinct,
            int[] groups,
            int wanted,
            Execution execution,
            @Nullable NeedsOfGroups needs) {
        ProgressMeter progress = execution.progress("sample", distinct.count());
        SampleComparison comparison =
                new SampleComparison(features, distinct, groups, wanted, execution.kernels(), needs);
        execution.parallelism().forEachBlock(distinct.count(), BLOCK * BLOCKS, () -> {
            Worker worker = comparison.newWorker();
            return (first, end) -> {
                for (int from = first; from < end; from += BLOCK) {
                    worker.compare(from, Math.min(end, from + BLOCK));
                }
                progress.add(end - first);
            };
        });
        return comparison;
    }

    private synchronized Worker newWorker() {
        Worker worker = new Worker();
        workers.add(worker);
        return worker;
    }

    /** Returns the groups of the rows nearest to a sampled one, in no order. */
    private int[] nearest(int sample) {
        return workers.stream().flatMapToInt(worker -> worker.nearest(sample)).toArray();
    }

    /** Returns the key of a row at a squared distance, with room for rounding errors. */
    private float limit(double squared, double norm) {
        double scaled = squared * centering.scale() * centering.scale();
        return (float) (scaled - norm + ROUNDING * (Math.abs(scaled) + norm));
    }

    /** Packs rows moved to their mean; serves one thread. */
    private final class MovedBlock {
        private final CenteredRows.Reader rows = centering.reader(features);
        private final float[] moved = new float[BLOCK * columns];
        /** The squared lengths of the rows packed last. */
        private final float[] norms = new float[BLOCK];

        void pack(int[] some, float[] into) {
            Arrays.fill(moved, 0f);
            for (int i = 0; i < some.length; i++) {
                rows.read(distinct.first(some[i]), moved, i * columns);
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
        private final Candidates[] candidates = new Candidates[groups.length];
        private final float[] limits = firstLimits.clone();

        Worker() {
            Arrays.setAll(candidates, i -> new Candidates(2 * kept + SPARE + Selection.SLACK));
        }

        void compare(int first, int end) {
            rows.pack(IntStream.range(first, end).toArray(), others);
            for (int block = 0; block < packed.length; block++) {
                products.multiply(packed[block], 0, BLOCK, others, 0, BLOCK, columns, dots);
                for (int i = block * BLOCK; i < Math.min(groups.length, (block + 1) * BLOCK); i++) {
                    int at = (i - block * BLOCK) * BLOCK;
                    int passed =
                            selection.ofRow(dots, at, end - first, rows.norms, 0, limits[i], first, keys, found, 0);
                    add(i, needs == null ? passed : needed(i, passed, needs));
                }
            }
        }

        /** Moves the rows that a sampled one may need to the front, and returns how many they are. */
        private int needed(int i, int passed, NeedsOfGroups of) {
            int count = 0;
            for (int at = 0; at < passed; at++) {
                if (of.mayNeed(groups[i], found[at])) {
                    keys[count] = keys[at];
                    found[count++] = found[at];
                }
            }
            return count;
        }

        private void add(int i, int passed) {
            for (int at = 0; at < passed; ) {
                at += candidates[i].addAll(keys, found, at, passed);
                if (at < passed) {
                    limits[i] = Math.min(limits[i], prune(candidates[i]));
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
