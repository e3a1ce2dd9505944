package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/** Distances of queries to the gallery, and the cosines that follow from them. */
final class GalleryDistances {
    private GalleryDistances() {}

    /** Returns the stored distances if there are any, otherwise those between the unscaled features. */
    static DistanceSource given(PipelineStage method, Queries queries, Gallery gallery) {
        if (queries.toGallery() != null || gallery.features() == null) {
            return DistanceSource.stored(Requirements.toGallery(method, queries, gallery.size()));
        }
        return DistanceSource.between(Requirements.features(method, queries), Requirements.features(method, gallery));
    }

    /** Returns the distances between features scaled to length 1 if there are features, otherwise the stored ones. */
    static DistanceSource unit(PipelineStage method, Queries queries, Gallery gallery, Parallelism parallelism) {
        if (queries.features() != null && gallery.features() != null) {
            return DistanceSource.between(
                    Requirements.unitFeatures(method, queries, parallelism),
                    Requirements.unitFeatures(method, gallery, parallelism));
        }
        return DistanceSource.stored(Requirements.toGallery(method, queries, gallery.size()));
    }

    /** Returns the cosine of two vectors of length 1 at a distance. */
    static double cosine(double distance) {
        return 1 - distance * distance / 2;
    }

    /** Returns a selection of the nearest items in each row of a block of distances. */
    static TopKSelector nearest(double[] block, int rows, int gallerySize, int wanted) {
        double[] values = block.length == rows * gallerySize ? block : Arrays.copyOf(block, rows * gallerySize);
        return TopKSelector.forRowsOf(Matrix.of(rows, gallerySize, values), wanted);
    }
}
