package dev.icfrr.cli.index;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Reads one feature from a file. */
final class VectorFile {
    private VectorFile() {}

    /** @throws IOException if there is no such row, or it has another length */
    static float[] read(Path path, int row, int dimension) throws IOException {
        try (TensorFile file = TensorFiles.open(path)) {
            Tensor tensor = file.soleTensor();
            boolean single = tensor.rank() == 1;
            if (!single && tensor.rank() != 2) {
                throw new IOException(path + ": should hold a feature [D] or several [N, D], not " + tensor);
            }
            long rows = single ? 1 : tensor.size(0);
            if (row < 0 || row >= rows) {
                throw new IOException(path + ": has no row " + row + ", only 0 to " + (rows - 1));
            }
            long columns = tensor.size(single ? 0 : 1);
            if (columns != dimension) {
                throw new IOException(path + ": features of " + columns + " values, but the index has " + dimension
                        + ". Both must come from the same model");
            }
            float[] feature = new float[dimension];
            tensor.copyTo((long) row * columns, feature, 0, dimension);
            return feature;
        }
    }
}
