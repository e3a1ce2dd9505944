/**
 * Matrices of numbers, in memory or mapped, and checks that numbers are finite. Every other package reads its inputs as
 * a {@link dev.icfrr.matrix.Matrix}. Nothing here computes distances.
 */
@NullMarked
package dev.icfrr.matrix;

import org.jspecify.annotations.NullMarked;
