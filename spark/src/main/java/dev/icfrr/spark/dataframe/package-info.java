/** Neighbor lists and re-ranking on data frames, for programs that use Spark, also from Python. */
@NullMarked
package dev.icfrr.spark.dataframe;

import org.jspecify.annotations.NullMarked;
