package dev.icfrr.cli.rerank;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.cli.input.Neighbors;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;

/** Single queries of a run's inputs, as the run itself sees them. */
public final class QueryDistances {
    private final RerankInput input;
    private final ParameterRequest parameters;
    private final Parallelism parallelism;

    /** For inputs that stay open. */
    public QueryDistances(RerankInput input, ParameterRequest parameters, Parallelism parallelism) {
        this.input = input;
        this.parameters = parameters;
        this.parallelism = parallelism;
    }

    /**
     * The distances of a query to the gallery.
     *
     * @throws IllegalArgumentException if there is no such query
     */
    public double[] of(int query) {
        if (query < 0 || query >= input.queries()) {
            throw new IllegalArgumentException("--query must be from 0 to " + (input.queries() - 1) + ", not " + query);
        }
        double[] distances = new double[input.gallerySize()];
        input.distances().reader().read(query, query + 1, distances);
        return distances;
    }

    /**
     * Returns the re-ranker of the run. Finds neighbors unless they are saved, and chooses what the request left open.
     */
    public Icfrr reranker() {
        ParameterSelection chosen = ParameterSelection.resolve(
                parameters,
                Neighbors.of(input, parameters.selfMatch(), parallelism),
                input.distances(),
                GuardMode.OFF,
                parallelism);
        return new Icfrr(chosen.graph(), chosen.parameters().method());
    }
}
