/**
 * Nearest neighbors among features. Single-precision products with a bounded error leave out what cannot be near;
 * canonical distances decide the rest, so that the result is exact whatever the kernel.
 */
package dev.icfrr.internal.knn;
