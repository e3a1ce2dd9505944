package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * A gallery as methods receive it: its features, the distances among its items, or both.
 *
 * @param size number of items, G, at least 1
 * @param features G x D, or null
 * @param distances G x G Euclidean distances, or null
 */
public record Gallery(
        int size, @Nullable Matrix features, @Nullable Matrix distances) {

    public Gallery {
        if (size < 1) {
            throw new IllegalArgumentException("a gallery must have at least 1 item, not " + size);
        }
        if (features != null && features.rows() != size) {
            throw new IllegalArgumentException(
                    "a gallery of " + size + " items cannot have " + features.rows() + " features");
        }
        if (distances != null && (distances.rows() != size || distances.columns() != size)) {
            throw new IllegalArgumentException("gallery–gallery distances must be " + size + " x " + size + ", not "
                    + distances.rows() + " x " + distances.columns());
        }
    }

    /** Creates a gallery from features, one row per item. */
    public static Gallery ofFeatures(Matrix features) {
        return new Gallery(features.rows(), features, null);
    }

    /** Creates a gallery from the Euclidean distances among its items. */
    public static Gallery ofDistances(Matrix distances) {
        return new Gallery(distances.rows(), null, distances);
    }
}
