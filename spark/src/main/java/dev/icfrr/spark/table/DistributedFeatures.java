package dev.icfrr.spark.table;

import org.apache.spark.api.java.JavaPairRDD;

/**
 * Features in a distributed data set, cut into blocks of consecutive items.
 *
 * @param size number of items
 * @param columns length of a feature
 * @param blockRows items per block; the last may have fewer
 * @param blocks each block once, by number
 */
public record DistributedFeatures(int size, int columns, int blockRows, JavaPairRDD<Integer, ItemFeatures> blocks) {

    public int blockCount() {
        return Math.ceilDiv(size, blockRows);
    }

    public long bytes() {
        return 4L * size * columns;
    }
}
