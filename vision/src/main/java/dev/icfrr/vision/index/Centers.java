package dev.icfrr.vision.index;

import dev.icfrr.distance.Centering;
import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The centers of the features of an index whose features are centered per domain.
 *
 * @param gallery mean of the gallery's features when the index was built, D values
 * @param bank what is known of the queries
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Centers(double[] gallery, Optional<QueryBank> bank) {
    static final String GALLERY = "gallery-mean.npy";
    static final String QUERIES = "query-mean.npy";

    /** Finds the mean of a gallery whose features are not centered yet. */
    static Centers of(ItemSource items) {
        double[] mean = new double[items.dimension()];
        float[] row = new float[mean.length];
        for (int item = 0; item < items.size(); item++) {
            items.copyFeature(item, row);
            for (int k = 0; k < row.length; k++) {
                mean[k] += row[k];
            }
        }
        for (int k = 0; k < mean.length; k++) {
            mean[k] /= items.size();
        }
        return new Centers(mean, Optional.empty());
    }

    /** Reads the means of a generation. */
    static Centers read(Path files, IndexManifest manifest) throws IOException {
        double[] gallery = mean(files.resolve(GALLERY), manifest.dimension());
        return new Centers(
                gallery,
                manifest.bankQueries() == 0
                        ? Optional.empty()
                        : Optional.of(new QueryBank(
                                manifest.bankQueries(), mean(files.resolve(QUERIES), manifest.dimension()))));
    }

    private static double[] mean(Path file, int dimension) throws IOException {
        Tensor tensor = TensorFiles.map(file);
        if (tensor.rank() != 1 || tensor.count() != dimension) {
            throw new IOException(file + ": does not fit " + Generations.MANIFEST);
        }
        double[] mean = new double[dimension];
        tensor.copyTo(0, mean, 0, dimension);
        for (int k = 0; k < dimension; k++) {
            if (!Double.isFinite(mean[k])) {
                throw new IOException(file + ": damaged: value " + k + " is " + mean[k]);
            }
        }
        return mean;
    }

    Centering centering() {
        return bank.isPresent()
                ? Centering.of(gallery, bank.get().mean(), bank.get().queries())
                : Centering.of(gallery, gallery, 0);
    }

    /**
     * Returns the centered feature of a gallery item.
     *
     * @throws IllegalArgumentException if it has another length or is not finite
     */
    float[] galleryItem(float[] feature) {
        require(feature);
        float[] centered = new float[feature.length];
        centering().gallery(Matrix.of(1, feature.length, feature)).copyRow(0, centered);
        return centered;
    }

    /**
     * Returns the centered feature of a query.
     *
     * @throws IllegalArgumentException if it has another length or is not finite
     */
    float[] query(float[] feature) {
        require(feature);
        return centering().query(feature);
    }

    private void require(float[] feature) {
        if (feature.length != gallery.length) {
            throw new IllegalArgumentException("the feature has " + feature.length + " values and gallery items "
                    + gallery.length + ": both must come from the same model");
        }
        // Centering turns a feature that is not finite into zeros.
        Finite.requireFinite(feature, feature.length, 0);
    }
}
