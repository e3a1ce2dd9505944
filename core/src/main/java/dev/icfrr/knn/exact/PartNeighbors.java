package dev.icfrr.knn.exact;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest rows of every row, with their squared distances, in one or two parts of a gallery. Rows of two
 * parts are compared across the parts. Some rows of the same part are compared as well; this is harmless, because the
 * results are merged with those within each part.
 */
public final class PartNeighbors {
    private PartNeighbors() {}

    /** Receives the neighbors of a row, from any thread; the arrays are reused. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Receives the list of one row.
         *
         * @param nearest rows by (squared distance, row), including itself if it was compared
         * @param squared canonical squared distances to them
         * @param count how many elements of both arrays are valid
         */
        void accept(int row, int[] nearest, double[] squared, int count);
    }

    /**
     * Finds the neighbors.
     *
     * @param features at least one row
     * @param second tells the rows of the second part; null to compare all with all
     * @param wanted how many per row at most
     * @throws IllegalArgumentException if features are not finite or leave the range of squared doubles
     */
    public static void find(
            Matrix features,
            @Nullable IntPredicate second,
            int wanted,
            Kernels kernels,
            Parallelism parallelism,
            Sink sink) {
        DeduplicatedRows distinct = DeduplicatedRows.of(features, parallelism);
        Sides sides = second == null ? null : Sides.of(distinct, second);
        int[] order = sides == null ? PackedRows.scattered(distinct.count()) : sides.order;
        PackedRows filter = new PackedRows(features, distinct, order, kernels.products(), parallelism);
        int wantedDistinct = Math.min(wanted, filter.count());
        BlockPairSearch search = new BlockPairSearch(features, distinct, filter, wantedDistinct, kernels, false);
        BlockPairs pairs = sides == null
                ? BlockPairs.all(filter.blocks())
                : BlockPairs.across(filter.blocks(), sides.lastBlockOfFirst(), sides.firstBlockOfSecond());
        search.run(pairs, parallelism, new ProgressMeter(null, "products", pairs.count()));
        parallelism.forEachRow(filter.count(), () -> {
            CandidateRefiner refiner = new CandidateRefiner(features, filter, distinct, kernels);
            DistanceOrder exact = new DistanceOrder(features, distinct, order, null, kernels);
            int[] nearest = new int[wanted];
            double[] squared = new double[wanted];
            return position -> {
                Candidates found = search.takeAll(position, refiner);
                int count = exact.nearest(position, found.positions, found.count, nearest, squared);
                int group = filter.group(position);
                for (int member = 0; member < distinct.size(group); member++) {
                    sink.accept(distinct.member(group, member), nearest, squared, count);
                }
            };
        });
    }

    /** Groups of equal rows: first those only in the first part, then those in both, then those only in the second. */
    @SuppressWarnings("ArrayRecordComponent") // lives only while rows are sorted
    private record Sides(int[] order, int firstAlone, int secondAlone) {
        static Sides of(DeduplicatedRows distinct, IntPredicate second) {
            int[] sides = new int[distinct.count()];
            int[] starts = new int[4];
            for (int group : PackedRows.scattered(distinct.count())) {
                int ofSecond = 0;
                for (int member = 0; member < distinct.size(group); member++) {
                    ofSecond += second.test(distinct.member(group, member)) ? 1 : 0;
                }
                sides[group] = ofSecond == 0 ? 0 : ofSecond == distinct.size(group) ? 2 : 1;
                starts[sides[group] + 1]++;
            }
            starts[2] += starts[1];
            starts[3] += starts[2];
            int firstAlone = starts[1];
            int secondAlone = starts[3] - starts[2];
            int[] order = new int[distinct.count()];
            for (int group : PackedRows.scattered(distinct.count())) {
                order[starts[sides[group]]++] = group;
            }
            return new Sides(order, firstAlone, secondAlone);
        }

        /** Returns the last block with a row of the first part, or -1. */
        int lastBlockOfFirst() {
            return Math.floorDiv(order.length - secondAlone - 1, PackedRows.BLOCK);
        }

        int firstBlockOfSecond() {
            return firstAlone / PackedRows.BLOCK;
        }
    }
}
