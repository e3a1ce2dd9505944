package dev.icfrr.server.api;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.NeighborLookup;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.WindowReranker;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import java.util.stream.IntStream;

/** Re-ranks documents that are vectors. They are a gallery of their own, and their neighbor lists are computed here. */
record VectorReranking(Matrix features, SearchParameters parameters) {
    static VectorReranking of(Documents.Vectors documents, Fields fields, Limits limits, int topN) {
        int size = documents.count();
        int kg = fields.integer("kg", 1, limits.documents()).orElse(IcfrrParameters.DEFAULT_KG);
        SearchParameters parameters = new SearchParameters(
                topN,
                Math.clamp(kg, 1, Math.max(1, size - 1)),
                SearchParameters.method(fields, IcfrrParameters.DEFAULTS, size, limits),
                size);
        return new VectorReranking(Matrix.ofRows(documents.vectors()), parameters);
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

    Responses.Reranked rerank(double[] distances) {
        NeighborLookup neighbors = NeighborLookup.ofFeatures(
                features, parameters.kg(), parameters.method().update().selfMatch(), new Parallelism(1));
        Ranking ranking = new WindowReranker(parameters.method()).rerank(distances, neighbors);
        return new Responses.Reranked(
                IntStream.range(0, parameters.k())
                        .mapToObj(rank -> new Responses.Result(ranking.get(rank), ranking.score(rank), null))
                        .toList(),
                new Responses.Meta(Responses.Parameters.of(parameters), null));
    }
}
