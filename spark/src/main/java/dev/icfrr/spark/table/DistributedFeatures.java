package dev.icfrr.spark.table;

import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Features in a distributed data set, cut into blocks of consecutive items.
 *
 * @param size number of items
 * @param columns length of a feature
 * @param blockRows items per block; the last may have fewer
 * @param blocks each block once, by number
 * @param rows what is sent of the blocks: their features, or only the numbers of their items
 * @param reader reads the features of items in a task, if their numbers are sent
 */
public record DistributedFeatures(
        int size,
        int columns,
        int blockRows,
        JavaPairRDD<Integer, ItemFeatures> blocks,
        JavaPairRDD<Integer, ItemFeatures> rows,
        Optional<RowReader> reader) {

    /** Describes features that are sent to the tasks that need them. */
    public static DistributedFeatures sent(
            int size, int columns, int blockRows, JavaPairRDD<Integer, ItemFeatures> blocks) {
        return new DistributedFeatures(size, columns, blockRows, blocks, blocks, Optional.empty());
    }

    /**
     * Describes features that every task can read.
     *
     * @param numbers the items of each block, without features
     */
    public static DistributedFeatures readable(
            int size, int columns, int blockRows, JavaPairRDD<Integer, ItemFeatures> numbers, RowReader reader) {
        return new DistributedFeatures(
                size,
                columns,
                blockRows,
                numbers.mapValues(block -> reader.read(block.items())),
                numbers,
                Optional.of(reader));
    }

    /** Keeps the blocks for several passes, unless a task can read them again. */
    public DistributedFeatures kept() {
        if (reader.isEmpty()) {
            blocks.persist(StorageLevel.MEMORY_AND_DISK_SER());
        }
        return this;
    }

    /** Describes the same features, sent to the tasks that need them even if these could read them. */
    public DistributedFeatures sent() {
        return sent(size, columns, blockRows, blocks);
    }

    /** Returns an object that travels to the tasks and gives them features. */
    public RowLoader loader() {
        RowReader from = reader.orElse(null);
        return from == null ? sent -> sent : sent -> from.read(sent.items());
    }

    public int blockCount() {
        return Math.ceilDiv(size, blockRows);
    }

    public long bytes() {
        return 4L * size * columns;
    }
}
