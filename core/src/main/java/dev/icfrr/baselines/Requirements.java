package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;
import org.jspecify.annotations.Nullable;

/** Says what a method lacks. */
final class Requirements {
    private Requirements() {}

    static Matrix features(PipelineStage method, Gallery gallery) {
        return orFail(
                gallery.features(),
                method.name() + " works on features, but the gallery is given by distances alone: "
                        + "give the features of queries and gallery");
    }

    static Matrix features(PipelineStage method, Queries queries) {
        return orFail(
                queries.features(),
                method.name() + " works on features, but the queries are given by distances alone: "
                        + "give the features of queries and gallery");
    }

    static Matrix galleryDistances(PipelineStage method, Gallery gallery) {
        return orFail(
                gallery.distances(),
                method.name() + " needs the distances among gallery items (gg_dists), or the gallery's features");
    }

    static Matrix queryDistances(PipelineStage method, Queries queries) {
        return orFail(
                queries.amongThemselves(),
                method.name() + " needs the distances among the queries too, or the features of queries and gallery");
    }

    static Matrix toGallery(PipelineStage method, Queries queries, int gallerySize) {
        Matrix distances = orFail(
                queries.toGallery(),
                method.name() + " was given the queries by features and the gallery by distances: "
                        + "give features of both or distances of both");
        if (distances.columns() != gallerySize) {
            throw new IllegalArgumentException("the queries are for " + distances.columns()
                    + " gallery items, but the gallery has " + gallerySize);
        }
        return distances;
    }

    static int atLeast(String parameter, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(parameter + " must be at least " + least + ", not " + value);
        }
        return value;
    }

    static double finite(String parameter, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(parameter + " must be finite, not " + value);
        }
        return value;
    }

    static double positive(String parameter, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(parameter + " must be positive and finite, not " + value);
        }
        return value;
    }

    /** A number as short as it can be written, for names. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : "" + value;
    }

    private static Matrix orFail(@Nullable Matrix matrix, String message) {
        if (matrix == null) {
            throw new IllegalArgumentException(message);
        }
        return matrix;
    }
}
