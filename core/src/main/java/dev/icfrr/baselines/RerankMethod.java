package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;

/**
 * A method that ranks a gallery for queries. Immutable. It works in three steps, which can be timed separately: one for
 * the gallery alone, one for all queries together, and one per query.
 */
public non-sealed interface RerankMethod extends PipelineStage {

    /**
     * Does the work that depends on the gallery alone.
     *
     * @throws IllegalArgumentException if the gallery lacks an input that the method {@linkplain #needs needs}, or
     *     holds values that are not finite
     */
    Prepared prepare(Gallery gallery, Parallelism parallelism);

    /** A method prepared for one gallery. It can serve many sets of queries, from any thread. */
    @FunctionalInterface
    interface Prepared {

        /**
         * Does the work for all queries together, if there is any.
         *
         * @throws IllegalArgumentException if the queries lack an input that the method needs or do not fit the gallery
         */
        QueryScorer scorer(Queries queries, Parallelism parallelism);
    }
}
