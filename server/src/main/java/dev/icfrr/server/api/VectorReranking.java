package dev.icfrr.server.api;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.NeighborLookup;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.Vote;
import dev.icfrr.rerank.WindowReranker;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Re-ranks documents that are vectors. They are a gallery of their own, and their neighbor lists are computed here:
 * scaled lists of all documents for the multi-scale vote, plain lists of the voters for the flat vote.
 */
record VectorReranking(Documents.Vectors documents, Matrix features, SearchParameters parameters) {
    private static final int MOST_K = 1024;

    static VectorReranking of(Documents.Vectors documents, Fields fields, Limits limits, int topN) {
        int size = documents.count();
        IcfrrParameters method;
        int kg;
        if (SearchParameters.isMultiscale(fields, true)) {
            kg = Scales.upTo(SearchParameters.voteK(fields, MOST_K).orElse(MultiscaleAdvice.kOfWindow(size)))
                    .largest();
            method = IcfrrParameters.DEFAULTS
                    .withVote(Vote.MULTISCALE)
                    .withKq(kg)
                    .withBetaScale(BetaScale.K);
        } else {
            kg = Math.clamp(
                    fields.integer("kg", 1, limits.documents()).orElse(IcfrrParameters.DEFAULT_KG),
                    1,
                    Math.max(1, size - 1));
            method = IcfrrParameters.DEFAULTS.withKq(
                    SearchParameters.kq(fields, IcfrrParameters.DEFAULTS, size, limits));
        }
        SearchParameters parameters =
                new SearchParameters(topN, kg, SearchParameters.method(fields, method, limits), size);
        return new VectorReranking(documents, Matrix.ofRows(documents.vectors()), parameters);
    }

    /**
     * Returns the distances of a query to the documents: the same bits as a search of a gallery of these vectors gives.
     *
     * @throws Problem 422 if the query has another length
     */
    double[] distances(float[] query) {
        if (query.length != features.columns()) {
            throw Problem.unprocessable("the query has " + query.length + " values, the documents have "
                    + features.columns() + ": use one model for all of them");
        }
        double[] distances = new double[features.rows()];
        new FlatSearch(features, new Parallelism(1)).distances(query, distances);
        return distances;
    }

    /** @param named whether the results repeat the documents */
    List<Responses.Result> rerank(double[] distances, boolean named) {
        Ranking ranking = new WindowReranker(parameters.method()).rerank(distances, neighbors());
        return IntStream.range(0, parameters.k())
                .mapToObj(rank -> new Responses.Result(
                        ranking.get(rank), ranking.score(rank), named ? documents.shown(ranking.get(rank)) : null))
                .toList();
    }

    private NeighborLookup neighbors() {
        SelfMatch self = parameters.method().selfMatch();
        Parallelism one = new Parallelism(1);
        return parameters.isMultiscale()
                ? NeighborLookup.of(
                        new KnnGraphBuilder(parameters.kg(), self, one, null).exactScaled(features),
                        IntStream.range(0, features.rows()).toArray())
                : NeighborLookup.ofFeatures(features, parameters.kg(), self, one);
    }
}
