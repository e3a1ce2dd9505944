package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.SortedGroups;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** The distances to the last items of lists: an item needs no further neighbor beyond them. */
final class ListBounds {
    private ListBounds() {}

    /**
     * Adds bounds to the rows of each block.
     *
     * @param known lists by run
     * @param wanted items of a full list; a shorter one bounds nothing
     * @param placed blocks in the order of their numbers
     */
    static JavaPairRDD<Placement.Block, BoundedRows> join(
            JavaPairRDD<Integer, KnnCandidates> known,
            int wanted,
            DistributedFeatures features,
            JavaRDD<Placement.Block> placed) {
        int blockRows = features.blockRows();
        JavaPairRDD<Integer, BoundedRows> bounds = known.values()
                .flatMapToPair(run -> byBlock(run, blockRows, wanted))
                .repartitionAndSortWithinPartitions(
                        KeyPartitioner.inRuns(features.blockCount(), placed.getNumPartitions()));
        return placed.zipPartitions(
                        bounds,
                        (Iterator<Placement.Block> blocks, Iterator<Tuple2<Integer, BoundedRows>> sorted) ->
                                new Joined(blocks, new SortedGroups<>(sorted)))
                .mapToPair(block -> block);
    }

    private static Iterator<Tuple2<Integer, BoundedRows>> byBlock(KnnCandidates run, int blockRows, int wanted) {
        List<Tuple2<Integer, BoundedRows>> parts = new ArrayList<>();
        int[] items = run.items();
        for (int first = 0; first < items.length; ) {
            int block = items[first] / blockRows;
            int end = first;
            while (end < items.length && items[end] / blockRows == block) {
                end++;
            }
            double[] bounds = new double[end - first];
            for (int i = first; i < end; i++) {
                boolean isFull = run.starts()[i + 1] - run.starts()[i] >= wanted;
                bounds[i - first] = isFull ? run.squared()[run.starts()[i + 1] - 1] : Double.POSITIVE_INFINITY;
            }
            ItemFeatures numbers = ItemFeatures.numbers(Arrays.copyOfRange(items, first, end));
            parts.add(new Tuple2<>(block, new BoundedRows(numbers, bounds, new char[0])));
            first = end;
        }
        return parts.iterator();
    }

    /** Joins blocks with the bounds of their items, both in the order of the blocks. */
    private record Joined(Iterator<Placement.Block> blocks, Iterator<Tuple2<Integer, List<BoundedRows>>> bounds)
            implements Iterator<Tuple2<Placement.Block, BoundedRows>> {
        @Override
        public boolean hasNext() {
            return blocks.hasNext();
        }

        @Override
        public Tuple2<Placement.Block, BoundedRows> next() {
            Placement.Block block = blocks.next();
            Tuple2<Integer, List<BoundedRows>> own = bounds.next();
            BoundedRows known = BoundedRows.union(own._2());
            if (own._1() != block.number()
                    || !Arrays.equals(known.rows().items(), block.rows().items())) {
                throw new IllegalStateException("bounds of " + known.rows().size() + " items of block " + own._1()
                        + " do not fit block " + block.number());
            }
            return new Tuple2<>(block, new BoundedRows(block.rows(), known.bounds(), new char[0]));
        }
    }
}
