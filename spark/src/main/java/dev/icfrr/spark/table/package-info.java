/** Features, labels, candidates, neighbor lists and rankings in storage: Parquet, and tensor files on a shared disk. */
@NullMarked
package dev.icfrr.spark.table;

import org.jspecify.annotations.NullMarked;
