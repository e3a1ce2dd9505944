package dev.icfrr.vision.extract;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;

/** The feature files of a cache, memory-mapped. */
final class CachedFeatures implements AutoCloseable {

    private final TensorFile queries;
    private final TensorFile gallery;

    private CachedFeatures(TensorFile queries, TensorFile gallery) {
        this.queries = queries;
        this.gallery = gallery;
    }

    static CachedFeatures open(FeatureCache cache) throws IOException {
        TensorFile queries = TensorFiles.open(cache.features(Domain.QUERY));
        try {
            return new CachedFeatures(queries, TensorFiles.open(cache.features(Domain.GALLERY)));
        } catch (IOException | RuntimeException e) {
            queries.close();
            throw e;
        }
    }

    Matrix queries() throws IOException {
        return queries.soleTensor().asMatrix();
    }

    Matrix gallery() throws IOException {
        return gallery.soleTensor().asMatrix();
    }

    @Override
    public void close() {
        try (queries) {
            gallery.close();
        }
    }
}
