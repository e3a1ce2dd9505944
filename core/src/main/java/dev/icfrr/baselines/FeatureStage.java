package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;

/**
 * Makes new features from old ones, for whatever method comes after it; ranking by cosine if none does. See
 * {@link Pipeline}.
 */
public non-sealed interface FeatureStage extends PipelineStage {

    /**
     * Makes the gallery's new features.
     *
     * @throws IllegalArgumentException if the gallery is given without features, or they are not finite
     */
    Prepared prepare(Gallery gallery, Parallelism parallelism);

    /** A stage made ready for one gallery. */
    interface Prepared {

        /** The gallery with its new features. */
        Gallery gallery();

        /**
         * The queries with their new features.
         *
         * @throws IllegalArgumentException if they are given without features
         */
        Queries queries(Queries queries, Parallelism parallelism);
    }
}
