/**
 * Hot loops: distances, dot products and selection, each in a scalar and a SIMD implementation. Start at
 * {@link dev.icfrr.kernel.Kernels}, the provider that hands them out. This is the only package that imports the
 * incubating vector module. It knows arrays, not matrices or graphs. Not part of the public API.
 *
 * <p>Methods take arrays, indices and counts as separate parameters, often more than seven. A value object of them
 * would be allocated for every call that the compiler does not inline, in loops that run for every row of a block.
 */
@NullMarked
package dev.icfrr.kernel;

import org.jspecify.annotations.NullMarked;
