package dev.icfrr.server.api;

import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.RerankTracer;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Re-ranks documents that are items of the gallery by the gallery's neighbor lists.
 *
 * @param documents as they were sent
 * @param items their gallery indices
 * @param places the document of each gallery index
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a request is answered
record ItemReranking(
        Snapshot gallery,
        Documents.Items documents,
        int[] items,
        Map<Integer, Integer> places,
        SearchParameters parameters) {

    /** @throws Problem 422 if a document is not in the gallery or is given twice */
    static ItemReranking of(Snapshot gallery, Documents.Items documents, Fields fields, Limits limits, int topN) {
        List<String> ids = documents.ids();
        int[] items = new int[ids.size()];
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < items.length; i++) {
            int place = i;
            items[i] = gallery.find(ids.get(i))
                    .orElseThrow(() -> Problem.unprocessable(
                            "documents[" + place + "] is not an item of the gallery; " + Documents.RANKS));
            if (places.put(items[i], i) != null) {
                throw Problem.unprocessable("documents[" + i + "] is given twice");
            }
        }
        SearchParameters parameters =
                SearchParameters.of(fields, gallery, limits).forDocuments(topN, items.length);
        return new ItemReranking(gallery, documents, items, places, parameters);
    }

    /** Returns the distances of a query to the documents. */
    double[] distances(float[] query) {
        return Search.distances(gallery, query, items);
    }

    /** @param named whether the results repeat the documents */
    List<Responses.Result> rerank(double[] distances, boolean named) {
        List<RankedItem> order = new RerankTracer(gallery.reranker(parameters))
                .traceCandidates(items, distances, parameters.k())
                .last();
        return order.stream().map(ranked -> result(ranked, named)).toList();
    }

    private Responses.Result result(RankedItem ranked, boolean named) {
        int place = places.getOrDefault(ranked.item(), -1);
        return new Responses.Result(place, ranked.score(), named ? documents.shown(place) : null);
    }
}
