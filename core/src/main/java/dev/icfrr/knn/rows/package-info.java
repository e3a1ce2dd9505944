/**
 * Rows of features as the searches compare them. Single-precision products with a bounded error leave out rows that
 * cannot be near; canonical distances decide the rest. Equal rows are compared once.
 */
@NullMarked
package dev.icfrr.knn.rows;

import org.jspecify.annotations.NullMarked;
