/**
 * Finds the nearest rows of all rows or of some, exactly. Blocks of rows are multiplied pair by pair, if possible only
 * where a bound from a few directions lets a pair be near.
 */
@NullMarked
package dev.icfrr.knn.exact;

import org.jspecify.annotations.NullMarked;
