package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Queries as methods receive them: their features, their distances, or both. Distances are used if they are given.
 *
 * @param count number of queries, Q
 * @param features Q x D, or null
 * @param toGallery Q x G Euclidean distances to the gallery, or null
 * @param amongThemselves Q x Q Euclidean distances, or null
 */
public record Queries(
        int count,
        @Nullable Matrix features,
        @Nullable Matrix toGallery,
        @Nullable Matrix amongThemselves) {

    public Queries {
        requireRows("features", features, count);
        requireRows("rows of distances to the gallery", toGallery, count);
        requireRows("rows of distances among themselves", amongThemselves, count);
        if (amongThemselves != null && amongThemselves.columns() != count) {
            throw new IllegalArgumentException("query–query distances must be " + count + " x " + count + ", not "
                    + amongThemselves.rows() + " x " + amongThemselves.columns());
        }
        if (features == null && toGallery == null) {
            throw new IllegalArgumentException("queries need features or distances to the gallery");
        }
    }

    /** Creates queries from features, one row per query. */
    public static Queries ofFeatures(Matrix features) {
        return new Queries(features.rows(), features, null, null);
    }

    /** Creates queries from their distances to the gallery, Q x G. */
    public static Queries ofDistances(Matrix toGallery) {
        return new Queries(toGallery.rows(), null, toGallery, null);
    }

    /** Creates queries from their distances to the gallery, Q x G, and among themselves, Q x Q. */
    public static Queries ofDistances(Matrix toGallery, Matrix amongThemselves) {
        return new Queries(toGallery.rows(), null, toGallery, amongThemselves);
    }

    private static void requireRows(String what, @Nullable Matrix matrix, int count) {
        if (matrix != null && matrix.rows() != count) {
            throw new IllegalArgumentException(count + " queries cannot have " + matrix.rows() + " " + what);
        }
    }
}
