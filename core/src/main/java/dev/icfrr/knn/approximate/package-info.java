/**
 * Finds most of the nearest rows of millions of rows in their nearest clusters, part by part. A sample shows how far
 * rows must search, and a checkpoint keeps the parts ({@link dev.icfrr.knn.approximate.KnnCheckpoint}).
 */
@NullMarked
package dev.icfrr.knn.approximate;

import org.jspecify.annotations.NullMarked;
