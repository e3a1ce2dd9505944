/**
 * The hot loops, each as a scalar and a SIMD twin behind {@link dev.icfrr.internal.kernel.Kernels}. The only package that
 * may import the incubating vector module; it knows arrays, not matrices or graphs.
 */
package dev.icfrr.internal.kernel;
