package dev.icfrr.spark.table;

import java.io.Serializable;

/** Gives a task the features of the rows that were sent to it. */
public interface RowLoader extends Serializable {
    /** Returns the same items with their features. */
    ItemFeatures load(ItemFeatures sent);
}
