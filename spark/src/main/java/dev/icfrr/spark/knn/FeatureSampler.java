package dev.icfrr.spark.knn;

import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Collects a few features of a distributed gallery.
 *
 * @param blocks all features, by block
 * @param size number of items
 */
record FeatureSampler(JavaPairRDD<Integer, ItemFeatures> blocks, int size) {

    static JavaSparkContext context(JavaPairRDD<?, ?> data) {
        return JavaSparkContext.fromSparkContext(data.context());
    }

    <T> Broadcast<T> broadcast(T value) {
        return context(blocks).broadcast(value);
    }

    /** Draws about {@code wanted} features, picked by their index and the seed; at least one. */
    ItemFeatures draw(int wanted, long seed) {
        double share = (double) Math.min(wanted, size) / size;
        List<ItemFeatures> picked = collect(blocks, item -> isPicked(item, seed, share));
        return picked.isEmpty() ? blocks.values().first().pick(new int[] {0}) : ItemFeatures.union(picked);
    }

    private static boolean isPicked(int item, long seed, double share) {
        return (KeyPartitioner.mix(KeyPartitioner.mix(seed) + item) >>> 11) * 0x1p-53 < share;
    }

    /** Collects the features of some items, ascending. */
    ItemFeatures of(int[] items) {
        return ItemFeatures.union(collect(blocks, item -> Arrays.binarySearch(items, item) >= 0));
    }

    /** A condition that travels to the tasks. */
    private interface Condition extends IntPredicate, java.io.Serializable {}

    private static List<ItemFeatures> collect(JavaPairRDD<Integer, ItemFeatures> blocks, Condition condition) {
        return blocks.values()
                .map(block -> block.pick(IntStream.range(0, block.size())
                        .filter(row -> condition.test(block.items()[row]))
                        .toArray()))
                .filter(part -> part.size() > 0)
                .collect();
    }
}
