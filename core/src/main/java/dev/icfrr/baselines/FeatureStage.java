package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;

/**
 * A stage that computes new features from old ones for the method after it. Without a method after it, items are ranked
 * by cosine. See {@link Pipeline}.
 */
public non-sealed interface FeatureStage extends PipelineStage {

    /**
     * Computes the gallery's new features.
     *
     * @throws IllegalArgumentException if the gallery is given without features, or they are not finite
     */
    Prepared prepare(Gallery gallery, Parallelism parallelism);

    /** A stage prepared for one gallery. */
    interface Prepared {

        /** Returns the gallery with its new features. */
        Gallery gallery();

        /**
         * Computes the queries' new features.
         *
         * @throws IllegalArgumentException if they are given without features
         */
        Queries queries(Queries queries, Parallelism parallelism);
    }
}
