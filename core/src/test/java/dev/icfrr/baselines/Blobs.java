package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The synthetic data set of the golden files: 30 queries, 400 gallery items. */
final class Blobs {
    static final Path FOLDER = Path.of("src/test/resources/blobs");

    private Blobs() {}

    static Matrix matrix(Path path) {
        try (TensorFile file = TensorFiles.open(path)) {
            var tensor = file.soleTensor();
            return Matrix.of((int) tensor.size(0), (int) tensor.size(1), tensor.toDoubleArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Matrix queries() {
        return matrix(FOLDER.resolve("query_features.npy"));
    }

    static Matrix gallery() {
        return matrix(FOLDER.resolve("gallery_features.npy"));
    }

    static Matrix distances(Matrix from, Matrix to) {
        double[] distances = new double[from.rows() * to.rows()];
        double[] a = new double[from.columns()];
        double[] b = new double[from.columns()];
        for (int i = 0; i < from.rows(); i++) {
            from.copyRow(i, a);
            for (int j = 0; j < to.rows(); j++) {
                to.copyRow(j, b);
                double sum = 0;
                for (int k = 0; k < a.length; k++) {
                    sum += (a[k] - b[k]) * (a[k] - b[k]);
                }
                distances[i * to.rows() + j] = Math.sqrt(sum);
            }
        }
        return Matrix.of(from.rows(), to.rows(), distances);
    }
}
