package dev.icfrr.spark.knn;

import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Collects a few features of a distributed gallery. */
record FeatureSampler(DistributedFeatures features) {

    static JavaSparkContext context(JavaPairRDD<?, ?> data) {
        return JavaSparkContext.fromSparkContext(data.context());
    }

    <T> Broadcast<T> broadcast(T value) {
        return context(features.blocks()).broadcast(value);
    }

    /** Draws about {@code wanted} features, picked by their index and the seed; at least one. */
    ItemFeatures draw(int wanted, long seed) {
        double share = (double) Math.min(wanted, features.size()) / features.size();
        ItemFeatures picked = collect(item -> isPicked(item, seed, share));
        return picked.size() > 0 ? picked : collect(item -> item == 0);
    }

    private static boolean isPicked(int item, long seed, double share) {
        return (KeyPartitioner.mix(KeyPartitioner.mix(seed) + item) >>> 11) * 0x1p-53 < share;
    }

    /** Collects the features of some items, ascending. */
    ItemFeatures of(int[] items) {
        return collect(item -> Arrays.binarySearch(items, item) >= 0);
    }

    /** A condition that travels to the tasks. */
    private interface Condition extends IntPredicate, java.io.Serializable {}

    /** Reads the features here, if all machines can, or else collects them from the tasks. */
    private ItemFeatures collect(Condition condition) {
        if (features.reader().isPresent()) {
            return features.reader()
                    .get()
                    .read(IntStream.range(0, features.size()).filter(condition).toArray());
        }
        List<ItemFeatures> parts = features.blocks()
                .values()
                .map(block -> block.pick(IntStream.range(0, block.size())
                        .filter(row -> condition.test(block.items()[row]))
                        .toArray()))
                .filter(part -> part.size() > 0)
                .collect();
        return parts.isEmpty()
                ? new ItemFeatures(new int[0], features.columns(), new float[0])
                : ItemFeatures.union(parts);
    }
}
