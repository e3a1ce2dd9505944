package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.WorkQueue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/rerank}: re-ranks the results of any first-stage search. */
final class RerankHandler {
    private static final String API_VERSION = "1";

    private static final Set<String> NAMES = Stream.of(
                    Stream.of("query", "documents", "top_n", "top_k", "return_documents", "scores"),
                    ForOtherServers.NAMES.stream(),
                    SearchParameters.METHOD.stream())
            .flatMap(names -> names)
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
        Optional<String> model = ForOtherServers.model(fields);
        int topN = Math.min(documents.count(), topN(fields).orElse(documents.count()));
        boolean named = fields.bool("return_documents").orElse(false);
        Snapshot gallery = live.now();
        Optional<Query> query = query(fields, gallery, documents.distances().isPresent());
        return queue.compute(() -> switch (documents) {
            case Documents.Items items -> {
                ItemReranking reranking = ItemReranking.of(gallery, items, fields, limits, topN);
                double[] distances = items.distances()
                        .orElseGet(() -> reranking.distances(Search.feature(live, gallery, query.orElseThrow())));
                yield response(
                        model,
                        reranking.rerank(distances, named),
                        reranking.parameters(),
                        Responses.Gallery.of(gallery));
            }
            case Documents.Vectors vectors -> {
                VectorReranking reranking = VectorReranking.of(vectors, fields, limits, topN);
                double[] distances =
                        vectors.distances().orElseGet(() -> reranking.distances(feature(gallery, query.orElseThrow())));
                yield response(model, reranking.rerank(distances, named), reranking.parameters(), null);
            }
        });
    }

    private static Responses.Reranked response(
            Optional<String> model,
            List<Responses.Result> results,
            SearchParameters parameters,
            Responses.@Nullable Gallery gallery) {
        return new Responses.Reranked(
                UUID.randomUUID().toString(),
                model.orElse(null),
                results,
                new Responses.Meta(Responses.Parameters.of(parameters), gallery, new Responses.ApiVersion(API_VERSION)),
                new Responses.Usage(0));
    }

    /** Reads the number of results, which other servers call {@code top_k}. */
    private static OptionalInt topN(Fields fields) {
        OptionalInt topN = fields.integer("top_n", 1, Integer.MAX_VALUE);
        OptionalInt topK = fields.integer("top_k", 1, Integer.MAX_VALUE);
        if (topN.isPresent() && topK.isPresent() && !topN.equals(topK)) {
            throw fields.wrong("top_k", "is another name of 'top_n', and the two differ");
        }
        return topN.isPresent() ? topN : topK;
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

    /**
     * Reads the query. A text is an image as a data URL or the id of an item. If the documents have scores, only the
     * first stage needs the query: any text will do, and the result is empty.
     */
    private static Optional<Query> query(Fields fields, Snapshot gallery, boolean scored) {
        if (!fields.has("query")) {
            throw Problem.badRequest("'query' is missing: an object with a vector, an item or an image");
        }
        if (!fields.isText("query")) {
            Fields query = fields.object("query").orElseThrow();
            query.requireOnly(Set.of("vector", "item", "image"));
            return Optional.of(Query.of(query, "image", "vector", "item"));
        }
        if (scored) {
            return Optional.empty();
        }
        String text = fields.text("query").orElseThrow();
        if (text.startsWith("data:")) {
            return Optional.of(Query.image(fields, "query"));
        }
        if (gallery.find(text).isPresent()) {
            return Optional.of(new Query.Item(text));
        }
        throw fields.wrong(
                "query",
                "is neither the id of an item nor an image as a data URL; " + Documents.RANKS
                        + ". Send such a query, or the score of a first stage with every document");
    }
}
