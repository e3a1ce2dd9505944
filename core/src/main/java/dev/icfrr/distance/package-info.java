/**
 * Canonical Euclidean distances between rows of features: a few queries at a time, or one query against a gallery. Sums
 * are added in a fixed order, so distances do not depend on threads, kernels or machine.
 */
@NullMarked
package dev.icfrr.distance;

import org.jspecify.annotations.NullMarked;
