/**
 * Nearest-neighbor lists of a gallery ({@link dev.icfrr.knn.KnnGraph}): built from features or distances, exact or
 * approximate, updated when items are added or removed, kept in files. Single-precision products with a bounded error
 * leave out items that cannot be near; canonical distances decide the rest.
 */
@NullMarked
package dev.icfrr.knn;

import org.jspecify.annotations.NullMarked;
