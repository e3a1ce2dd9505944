package dev.icfrr.distance;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;

/** Euclidean distances that are computed from features, as roots of {@link QueryGalleryDistances}. */
record FeatureDistances(Matrix queryFeatures, Matrix gallery) implements DistanceSource {

    FeatureDistances {
        QueryGalleryDistances.requireSameLength(queryFeatures, gallery);
    }

    @Override
    public int queries() {
        return queryFeatures.rows();
    }

    @Override
    public int gallerySize() {
        return gallery.rows();
    }

    @Override
    public DistanceSource select(int[] queries) {
        return new FeatureDistances(queryFeatures.selectRows(queries), gallery);
    }

    @Override
    public int queriesAtATime(Parallelism parallelism) {
        return QueryGalleryDistances.queriesAtATime(queries(), gallerySize(), parallelism);
    }

    @Override
    public Reader reader() {
        QueryGalleryDistances distances = new QueryGalleryDistances(queryFeatures, gallery);
        int size = gallerySize();
        return (first, end, rows) -> {
            distances.squared(first, end, rows);
            for (int i = 0; i < (end - first) * size; i++) {
                rows[i] = Math.sqrt(rows[i]);
            }
        };
    }
}
