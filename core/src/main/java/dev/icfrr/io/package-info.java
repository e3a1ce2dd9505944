/**
 * Tensor files: reading and writing of PyTorch {@code .pth}, NumPy {@code .npy} / {@code .npz} and
 * {@code fvecs/ivecs/bvecs}, memory-mapped and without ever running what a file asks for. Start at
 * {@link dev.icfrr.io.TensorFiles}, {@link dev.icfrr.io.PthWriter} and {@link dev.icfrr.io.NpyWriter}. Nothing here
 * knows what the tensors mean.
 */
@NullMarked
package dev.icfrr.io;

import org.jspecify.annotations.NullMarked;
