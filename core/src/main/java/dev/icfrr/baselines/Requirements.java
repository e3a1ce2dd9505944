package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import dev.icfrr.parallel.Parallelism;
import org.jspecify.annotations.Nullable;

/** Checks that a method has the inputs it needs and that its parameters are in range. */
final class Requirements {
    private Requirements() {}

    /** Returns the gallery's features, scaled to length 1, or fails if there are none. */
    static RowMatrix unitFeatures(PipelineStage method, Gallery gallery, Parallelism parallelism) {
        return RowMatrix.unit(features(method, gallery), parallelism);
    }

    /** Returns the queries' features, scaled to length 1, or fails if there are none. */
    static RowMatrix unitFeatures(PipelineStage method, Queries queries, Parallelism parallelism) {
        return RowMatrix.unit(features(method, queries), parallelism);
    }

    /** Returns the gallery's features, or fails if there are none. */
    static Matrix features(PipelineStage method, Gallery gallery) {
        return orFail(
                gallery.features(),
                method.name() + " works on features, but the gallery is given by distances alone: "
                        + "give the features of queries and gallery");
    }

    /** Returns the queries' features, or fails if there are none. */
    static Matrix features(PipelineStage method, Queries queries) {
        return orFail(
                queries.features(),
                method.name() + " works on features, but the queries are given by distances alone: "
                        + "give the features of queries and gallery");
    }

    /** Returns the features of the queries, then those of the gallery, or fails if there are none or they differ. */
    static Matrix stackedFeatures(PipelineStage method, Queries queries, Gallery gallery) {
        Matrix ofQueries = features(method, queries);
        Matrix ofGallery = features(method, gallery);
        if (ofQueries.columns() != ofGallery.columns()) {
            throw new IllegalArgumentException("queries have " + ofQueries.columns()
                    + " values per feature and gallery items " + ofGallery.columns()
                    + ": both must come from the same model");
        }
        return new StackedMatrix(ofQueries, ofGallery);
    }

    /** Returns the stored distances among gallery items, or fails if there are none. */
    static Matrix galleryDistances(PipelineStage method, Gallery gallery) {
        return orFail(
                gallery.distances(),
                method.name() + " needs the distances among gallery items (gg_dists), or the gallery's features");
    }

    /** Returns the stored distances among the queries, or fails if there are none. */
    static Matrix queryDistances(PipelineStage method, Queries queries) {
        return orFail(
                queries.amongThemselves(),
                method.name() + " needs the distances among the queries too, or the features of queries and gallery");
    }

    /** Returns the stored distances of the queries to the gallery, or fails if there are none or they do not fit. */
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

    /** Returns the value, or fails if it is too small. */
    static int atLeast(String parameter, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(parameter + " must be at least " + least + ", not " + value);
        }
        return value;
    }

    /** Returns the value, or fails if it is NaN or infinite. */
    static double finite(String parameter, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(parameter + " must be finite, not " + value);
        }
        return value;
    }

    /** Returns the value, or fails if it is not positive and finite. */
    static double positive(String parameter, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(parameter + " must be positive and finite, not " + value);
        }
        return value;
    }

    /** Returns a number in its shortest form, for names of methods. */
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
