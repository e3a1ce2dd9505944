package dev.icfrr.cli.index;

import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Reads one feature from a file. */
final class VectorFile {
    private VectorFile() {}

    /** @throws IOException if there is no such row, or it has another length */
    static float[] read(Path path, int row, int dimension) throws IOException {
        EmbeddingSource source = EmbeddingSource.parse(path.toString());
        try (EmbeddingFile file = source.open()) {
            if (!(file instanceof TensorEmbeddings tensors)) {
                Matrix matrix = file.matrix(source.column(), Side.QUERY);
                require(path, row, matrix.rows(), matrix.columns(), dimension);
                float[] feature = new float[dimension];
                matrix.copyRow(row, feature);
                return feature;
            }
            Tensor tensor = tensors.tensor(source.column());
            boolean single = tensor.rank() == 1;
            if (!single && tensor.rank() != 2) {
                throw new IOException(path + ": should hold a feature [D] or several [N, D], not " + tensor);
            }
            long rows = single ? 1 : tensor.size(0);
            long columns = tensor.size(single ? 0 : 1);
            require(path, row, rows, columns, dimension);
            float[] feature = new float[dimension];
            tensor.copyTo((long) row * columns, feature, 0, dimension);
            return feature;
        }
    }

    private static void require(Path path, int row, long rows, long columns, int dimension) throws IOException {
        if (row < 0 || row >= rows) {
            throw new IOException(path + ": has no row " + row + ", only 0 to " + (rows - 1));
        }
        if (columns != dimension) {
            throw new IOException(path + ": features of " + columns + " values, but the index has " + dimension
                    + ". Both must come from the same model");
        }
    }
}
