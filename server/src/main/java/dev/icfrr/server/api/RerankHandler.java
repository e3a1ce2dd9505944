package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.WorkQueue;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code POST /v1/rerank}: re-ranks the results of any first-stage search. */
final class RerankHandler {
    private static final Set<String> NAMES = Stream.concat(
                    Stream.of("query", "documents", "top_n", "return_documents", "scores"),
                    SearchParameters.METHOD.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final LiveGallery live;
    private final WorkQueue queue;
    private final Limits limits;

    RerankHandler(LiveGallery live, WorkQueue queue, Limits limits) {
        this.live = live;
        this.queue = queue;
        this.limits = limits;
    }

    Responses.Reranked rerank(ApiRequest request) throws IOException {
        Fields fields = request.json();
        fields.requireOnly(NAMES);
        Documents documents = Documents.of(fields, limits);
        int topN = Math.min(
                documents.count(), fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.count()));
        boolean named = fields.bool("return_documents").orElse(false);
        Optional<Query> query = query(fields, documents.distances().isPresent());
        Snapshot gallery = live.now();
        return queue.compute(() -> switch (documents) {
            case Documents.Items items -> {
                ItemReranking reranking = ItemReranking.of(gallery, items, fields, limits, topN);
                double[] distances = items.distances()
                        .orElseGet(() -> reranking.distances(Search.feature(live, gallery, query.orElseThrow())));
                yield reranking.rerank(distances, named);
            }
            case Documents.Vectors vectors -> {
                VectorReranking reranking = VectorReranking.of(vectors, fields, limits, topN);
                double[] distances =
                        vectors.distances().orElseGet(() -> reranking.distances(feature(gallery, query.orElseThrow())));
                yield reranking.rerank(distances);
            }
        });
    }

    /**
     * Returns the feature of a query as the model gives it.
     *
     * @throws Problem 422 for an item of an index that keeps centered features only
     */
    private float[] feature(Snapshot gallery, Query query) {
        return switch (query) {
            case Query.Item item -> {
                int found = gallery.item(item.id());
                if (gallery.index().isCentered()) {
                    throw Problem.unprocessable("the index keeps centered features, which cannot be compared with the"
                            + " documents' vectors: send the query as a vector or an image");
                }
                yield gallery.index().feature(found);
            }
            case Query.Vector vector -> vector.feature();
            case Query.Image image -> live.extract(image.file()).feature();
        };
    }

    /** Reads the query. Returns empty for a text: only the first stage needs it. */
    private static Optional<Query> query(Fields fields, boolean scored) {
        if (!fields.has("query")) {
            throw Problem.badRequest("'query' is missing: an object with a vector, an item or an image");
        }
        if (fields.isText("query")) {
            if (!scored) {
                throw fields.wrong("query", "is a text, so every document needs the score of a first stage");
            }
            return Optional.empty();
        }
        Fields query = fields.object("query").orElseThrow();
        query.requireOnly(Set.of("vector", "item", "image"));
        return Optional.of(Query.of(query, "image", "vector", "item"));
    }
}
