package dev.icfrr.spark.table;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Maps a tensor file and copies rows.
 *
 * @param path the same on all machines
 * @param what the features in messages: gallery or query
 */
record TensorRows(String path, String what) implements RowReader {

    /** Returns the features in a file, which must be in single precision. */
    static Matrix matrix(TensorFile file) throws IOException {
        Matrix matrix = file.soleTensor().asMatrix();
        if (!matrix.isSinglePrecision()) {
            throw new IllegalArgumentException(file.path() + ": holds double precision; jobs read single precision."
                    + " Convert it with astype('float32')");
        }
        return matrix;
    }

    @Override
    public ItemFeatures read(int[] items) {
        try (TensorFile file = TensorFiles.open(Path.of(path))) {
            return ItemFeatures.of(items, matrix(file).selectRows(items)).requireFinite(what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
