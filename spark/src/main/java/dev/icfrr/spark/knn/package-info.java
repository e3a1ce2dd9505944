/**
 * Neighbor lists of a gallery that is spread over machines, exact and approximate, and the nearest items of queries.
 */
@NullMarked
package dev.icfrr.spark.knn;

import org.jspecify.annotations.NullMarked;
