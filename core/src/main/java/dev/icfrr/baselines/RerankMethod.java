package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;

/**
 * A way to rank a gallery for queries. Immutable; work is done in three steps, so that each can be timed: what depends
 * on the gallery alone, what needs all queries together, and what is done query by query.
 */
public non-sealed interface RerankMethod extends PipelineStage {

    /**
     * Does what depends on the gallery alone.
     *
     * @throws IllegalArgumentException if the gallery lacks what the method {@linkplain #needs needs}, or holds values
     *     that are not finite
     */
    Prepared prepare(Gallery gallery, Parallelism parallelism);

    /** A method made ready for one gallery; may serve many sets of queries, from any threads. */
    @FunctionalInterface
    interface Prepared {

        /**
         * Does what needs all queries together, if there is any.
         *
         * @throws IllegalArgumentException if the queries lack what the method needs or do not fit the gallery
         */
        QueryScorer scorer(Queries queries, Parallelism parallelism);
    }
}
