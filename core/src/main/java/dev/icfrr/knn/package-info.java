/**
 * Nearest-neighbor lists of a gallery ({@link dev.icfrr.knn.KnnGraph}): built from features or distances, exact or
 * approximate, updated when items are added or removed, kept in files. The packages below this one find the lists.
 */
@NullMarked
package dev.icfrr.knn;

import org.jspecify.annotations.NullMarked;
