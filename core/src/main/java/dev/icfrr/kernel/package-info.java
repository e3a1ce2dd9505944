/**
 * The hot loops, each in a scalar and a SIMD implementation behind {@link dev.icfrr.kernel.Kernels}. The only package
 * that imports the incubating vector module. It knows arrays, not matrices or graphs. Not part of the public API.
 */
@NullMarked
package dev.icfrr.kernel;

import org.jspecify.annotations.NullMarked;
