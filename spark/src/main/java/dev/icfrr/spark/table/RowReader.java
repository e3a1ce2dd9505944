package dev.icfrr.spark.table;

import java.io.Serializable;

/** Reads features that every machine can read by itself, so that only the numbers of items need to travel to a task. */
public interface RowReader extends Serializable {
    /**
     * Reads the features of some items.
     *
     * @param items ascending
     */
    ItemFeatures read(int[] items);
}
