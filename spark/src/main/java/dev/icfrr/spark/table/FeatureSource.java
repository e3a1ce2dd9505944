package dev.icfrr.spark.table;

/** Features in storage. Opening a source checks it and reads its shape; {@link #read} distributes it. */
public interface FeatureSource {
    /**
     * The shape of a source.
     *
     * @param size number of items
     * @param columns length of a feature
     */
    record Shape(int size, int columns) {}

    /** Returns the shape, known since the source was opened. */
    Shape shape();

    /** Describes a lazy read into blocks of {@code blockRows} items; {@code partitions} is an upper bound. */
    DistributedFeatures read(int blockRows, int partitions);
}
