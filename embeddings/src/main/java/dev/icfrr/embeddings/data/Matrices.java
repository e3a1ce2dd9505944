package dev.icfrr.embeddings.data;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Reads tensors of files as matrices of distances or features. */
public final class Matrices {
    private Matrices() {}

    /**
     * Returns a tensor of two dimensions as a matrix.
     *
     * @param path named in messages
     * @throws IOException if it is no matrix of numbers
     */
    public static Matrix of(Tensor tensor, Path path) throws IOException {
        if (tensor.rank() != 2) {
            throw new IOException(path + ": must be a matrix, but has " + tensor.rank() + " dimensions");
        }
        if (tensor.dtype() == DType.BOOL) {
            throw new IOException(path + ": holds booleans, not distances or features");
        }
        try {
            return tensor.asMatrix();
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }
}
