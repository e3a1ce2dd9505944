/**
 * Tensor files: PyTorch {@code .pth}, NumPy {@code .npy} and {@code .npz}, and {@code fvecs/ivecs/bvecs}. Files are
 * memory-mapped, and no code in them is ever run. The package does not know what the tensors mean.
 *
 * <p>Read with {@link dev.icfrr.tensor.TensorFiles}; write with {@link dev.icfrr.tensor.PthWriter} or
 * {@link dev.icfrr.tensor.NpyWriter}, all at once or row by row with {@link dev.icfrr.tensor.RowWriter}. The other
 * classes by subject:
 *
 * <ul>
 *   <li>values: {@code Tensor}, {@code DType}, {@code Value} and their parts ({@code Elements}, {@code Shapes},
 *       {@code TensorRuns}, {@code TensorMatrix}, {@code ValuePaths});
 *   <li>NumPy: {@code NpyReader}, {@code NpyWriter}, {@code NumpyTypes}; vectors: {@code VecsReader};
 *   <li>PyTorch: {@code PthReader}, {@code PthWriter}, {@code PthPickle}, {@code TorchTypes};
 *   <li>pickle: {@code Unpickler}, {@code PickleReader}, {@code PickleText}, and {@code PickleTypes}, the allow-list;
 *   <li>zip: {@code ZipArchive}, {@code ZipWriter}, {@code Crc32Combiner}.
 * </ul>
 *
 * <p>They share one package because they share unpublished constructors: readers build {@code Value}s that nobody else
 * can change, and {@code Value} is sealed over {@code Tensor}.
 *
 * <p>To add a format, write a reader that makes a {@code Value} of a {@code MemorySegment}, and register it in
 * {@code TensorFormats}, the only list of formats.
 */
@NullMarked
package dev.icfrr.tensor;

import org.jspecify.annotations.NullMarked;
