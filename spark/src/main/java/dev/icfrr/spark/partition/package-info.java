/** Keys to partitions, and iterators over sorted partitions that hold one key at a time in memory. */
@NullMarked
package dev.icfrr.spark.partition;

import org.jspecify.annotations.NullMarked;
