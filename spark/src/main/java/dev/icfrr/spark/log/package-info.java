/** Messages about the progress and cost of jobs. */
@NullMarked
package dev.icfrr.spark.log;

import org.jspecify.annotations.NullMarked;
