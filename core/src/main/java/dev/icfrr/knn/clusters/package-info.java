/**
 * Clusters of rows, the clusters near to a row, and orders in which near rows follow each other.
 */
@NullMarked
package dev.icfrr.knn.clusters;

import org.jspecify.annotations.NullMarked;
