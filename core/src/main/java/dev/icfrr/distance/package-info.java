/**
 * Distances of queries to a gallery and the selection of the smallest.
 * {@link dev.icfrr.distance.DistanceSource} reads them from a matrix or computes them from features. Computed distances
 * are canonical: sums are added in a fixed order, so they do not depend on threads, kernels or machine.
 */
@NullMarked
package dev.icfrr.distance;

import org.jspecify.annotations.NullMarked;
