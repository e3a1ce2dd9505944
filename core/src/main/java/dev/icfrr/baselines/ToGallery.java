package dev.icfrr.baselines;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.distance.RowSelection;
import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.function.Supplier;

/** Euclidean distances of a few queries at a time to the whole gallery, in the scratch memory of one thread. */
@FunctionalInterface
interface ToGallery {

    /** Fills {@code (end - first) x G} distances from index 0, row-major. */
    void distances(int first, int end, double[] into);

    /** As they are given: read where there are distances, from the features as they are where not. */
    static Supplier<ToGallery> given(PipelineStage method, Queries queries, Gallery gallery) {
        if (queries.toGallery() != null || gallery.features() == null) {
            return read(Requirements.toGallery(method, queries, gallery.size()));
        }
        return of(Requirements.features(method, queries), Requirements.features(method, gallery));
    }

    /** Between features scaled to length 1 where there are features, so that they tell cosines; read if not. */
    static Supplier<ToGallery> unit(PipelineStage method, Queries queries, Gallery gallery, Parallelism parallelism) {
        if (queries.features() != null && gallery.features() != null) {
            return of(
                    RowMatrix.unit(Requirements.features(method, queries), parallelism),
                    RowMatrix.unit(Requirements.features(method, gallery), parallelism));
        }
        return read(Requirements.toGallery(method, queries, gallery.size()));
    }

    /** Between features. */
    static Supplier<ToGallery> of(Matrix queries, Matrix gallery) {
        // Made once here so that features that do not fit fail at once.
        new QueryGalleryDistances(queries, gallery);
        return () -> {
            QueryGalleryDistances computed = new QueryGalleryDistances(queries, gallery);
            int size = gallery.rows();
            return (first, end, into) -> {
                computed.squared(first, end, into);
                for (int i = 0; i < (end - first) * size; i++) {
                    into[i] = Math.sqrt(into[i]);
                }
            };
        };
    }

    private static Supplier<ToGallery> read(Matrix distances) {
        return () -> {
            double[] row = new double[distances.columns()];
            return (first, end, into) -> {
                for (int query = first; query < end; query++) {
                    distances.copyRow(query, row);
                    Finite.requireFinite(row, row.length, query);
                    System.arraycopy(row, 0, into, (query - first) * row.length, row.length);
                }
            };
        };
    }

    /** The cosine of two vectors of length 1 at a distance. */
    static double cosine(double distance) {
        return 1 - distance * distance / 2;
    }

    /** Chooses the nearest in each row of a block of distances. */
    static RowSelection nearest(double[] block, int rows, int gallerySize, int wanted) {
        double[] values = block.length == rows * gallerySize ? block : Arrays.copyOf(block, rows * gallerySize);
        return RowSelection.forRowsOf(Matrix.of(rows, gallerySize, values), wanted);
    }
}
