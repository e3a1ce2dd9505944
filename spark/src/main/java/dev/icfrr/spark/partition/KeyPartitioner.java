package dev.icfrr.spark.partition;

import org.apache.spark.Partitioner;

/** Assigns whole numbers to partitions: in ranges, so that sorted keys stay sorted over partitions, or by hash. */
public final class KeyPartitioner extends Partitioner {
    private final int partitions;
    private final long keys;
    /** Low bits of keys that do not count. */
    private final int ignored;

    private KeyPartitioner(int partitions, long keys, int ignored) {
        this.partitions = partitions;
        this.keys = keys;
        this.ignored = ignored;
    }

    /**
     * Returns a partitioner of the keys 0 .. keys - 1 in ranges of equal length, the same as those into which Spark
     * cuts a list of these keys.
     */
    public static KeyPartitioner inRuns(long keys, int partitions) {
        return new KeyPartitioner((int) Math.max(1, Math.min(keys, partitions)), Math.max(1, keys), 0);
    }

    /** Returns a partitioner of any keys by hash. */
    public static KeyPartitioner scattered(int partitions) {
        return scattered(partitions, 0);
    }

    /**
     * Returns a partitioner of any keys by the hash of their higher bits.
     *
     * @param ignored number of low bits; keys that differ only there go to the same partition
     */
    public static KeyPartitioner scattered(int partitions, int ignored) {
        return new KeyPartitioner(Math.max(1, partitions), 0, ignored);
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        long value = ((Number) key).longValue();
        return keys == 0
                ? (int) Long.remainderUnsigned(mix(value >>> ignored), partitions)
                : (int) (((value + 1) * partitions - 1) / keys);
    }

    /** Hashes a number, the same on every machine. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPartitioner that
                && that.partitions == partitions
                && that.keys == keys
                && that.ignored == ignored;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(keys) * 31 + partitions) * 31 + ignored;
    }
}
