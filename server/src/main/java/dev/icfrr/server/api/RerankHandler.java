package dev.icfrr.server.api;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Standing;
import dev.icfrr.rerank.WindowNeighbors;
import dev.icfrr.rerank.WindowRanking;
import dev.icfrr.rerank.WindowReranker;
import dev.icfrr.search.ExactScan;
import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.WorkQueue;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/rerank}: the second look behind any search. Documents are items of the gallery by id, or come with their
 * vectors and then are a gallery of their own.
 */
final class RerankHandler {
    private static final Set<String> NAMES = Set.of(
            "query", "documents", "top_n", "return_documents", "scores", "kg", "kq", "beta", "iterations", "update");
    /** Vectors of one request: their neighbors are found anew each time. */
    private static final int MOST_VECTORS = 4000;

    private static final float[][] NO_VECTORS = {};

    private final LiveGallery live;
    private final Requests requests;
    private final Json json;
    private final WorkQueue queue;
    private final Limits limits;

    RerankHandler(LiveGallery live, Requests requests, Json json, WorkQueue queue, Limits limits) {
        this.live = live;
        this.requests = requests;
        this.json = json;
        this.queue = queue;
        this.limits = limits;
    }

    /** What the scores of a first stage mean. */
    private enum Scores {
        /** Larger is better, and taken as they are. */
        SIMILARITY,
        /** Cosines of unit vectors, which become the distances of their points. */
        COSINE,
        /** Smaller is better. */
        DISTANCE;

        double distance(double score) {
            return switch (this) {
                case SIMILARITY -> -score;
                case COSINE -> Math.sqrt(Math.max(0, 2 - 2 * score));
                case DISTANCE -> score;
            };
        }

        static Scores of(Fields fields) {
            return fields.text("scores")
                    .map(name -> switch (name.toLowerCase(Locale.ROOT)) {
                        case "similarity" -> SIMILARITY;
                        case "cosine" -> COSINE;
                        case "distance" -> DISTANCE;
                        default -> throw fields.wrong("scores", "must be 'similarity', 'cosine' or 'distance'");
                    })
                    .orElse(SIMILARITY);
        }
    }

    /**
     * What is to be re-ranked.
     *
     * @param ids by the documents' places; empty for documents that are vectors
     * @param vectors by the documents' places; none for documents that are ids
     * @param distances of the first stage, if they came
     */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a request is answered
    private record Documents(Optional<List<String>> ids, float[][] vectors, Optional<double[]> distances) {
        int count() {
            return ids.map(List::size).orElse(vectors.length);
        }
    }

    void rerank(Context context, BodyBudget.Lease lease) throws IOException {
        Fields fields = requests.json(context, lease);
        fields.requireOnly(NAMES);
        Documents documents = documents(fields);
        int topN = Math.min(
                documents.count(), fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.count()));
        boolean named = fields.bool("return_documents").orElse(false);
        Optional<Query> query = query(fields, documents.distances.isPresent());
        Snapshot gallery = live.now();
        Responses.Reranked answer = queue.compute(() -> documents.ids.isPresent()
                ? byIds(gallery, fields, documents, query, topN, named)
                : byVectors(gallery, fields, documents, query, topN));
        context.contentType("application/json").result(json.write(answer));
    }

    /** A text is taken for what the first stage was asked, and only matters to whoever reads along. */
    private static Optional<Query> query(Fields fields, boolean scored) {
        if (!fields.has("query")) {
            throw Problem.badRequest("'query' is missing: an object with a vector, an item or an image");
        }
        if (fields.isText("query")) {
            if (!scored) {
                throw fields.wrong("query", "is a text: then every document needs the score of a first stage");
            }
            return Optional.empty();
        }
        Fields query = fields.object("query").orElseThrow();
        query.requireOnly(Set.of("vector", "item", "image"));
        return Optional.of(Requests.query(query));
    }

    private Documents documents(Fields fields) {
        if (!fields.has("documents")) {
            throw Problem.badRequest("'documents' is missing: a list of ids, or of objects with an id or a vector");
        }
        if (fields.isListOfNames("documents")) {
            return new Documents(fields.names("documents", limits.documents()), NO_VECTORS, Optional.empty());
        }
        List<Fields> list = fields.objects("documents", limits.documents()).orElseThrow();
        Scores scores = Scores.of(fields);
        boolean byId = list.getFirst().has("id");
        boolean scored = list.getFirst().has("score");
        if (!byId && list.size() > MOST_VECTORS) {
            throw Problem.tooLarge(
                    "'documents' has " + list.size() + " vectors; at most " + MOST_VECTORS + " are taken at once");
        }
        String[] ids = new String[list.size()];
        float[][] vectors = new float[list.size()][];
        double[] distances = new double[list.size()];
        for (int i = 0; i < list.size(); i++) {
            Fields document = list.get(i);
            document.requireOnly(Set.of("id", "vector", "score"));
            if (!document.exactlyOne("id", "vector").equals(byId ? "id" : "vector")
                    || document.has("score") != scored) {
                throw Problem.badRequest(
                        "all documents must be alike: ids or vectors, all with a score or all without; see documents["
                                + i + "]");
            }
            ids[i] = document.name("id").orElse("");
            vectors[i] = document.vector("vector").orElse(new float[0]);
            distances[i] = scored
                    ? scores.distance(document.number("score", -1e150, 1e150).orElseThrow())
                    : 0;
        }
        return new Documents(
                byId ? Optional.of(List.of(ids)) : Optional.empty(),
                byId ? NO_VECTORS : vectors,
                scored ? Optional.of(distances) : Optional.empty());
    }

    private Responses.Reranked byIds(
            Snapshot gallery, Fields fields, Documents documents, Optional<Query> query, int topN, boolean named) {
        List<String> ids = documents.ids.orElseThrow();
        int[] items = new int[ids.size()];
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < items.length; i++) {
            try {
                items[i] = gallery.item(ids.get(i));
            } catch (Problem e) {
                throw Problem.unprocessable("documents[" + i + "] is no item of the gallery");
            }
            if (places.put(items[i], i) != null) {
                throw Problem.unprocessable("documents[" + i + "] stands there twice");
            }
        }
        SearchParameters parameters = parameters(SearchParameters.of(fields, gallery, limits), topN, items.length);
        double[] distances = documents.distances.orElse(null);
        if (distances == null) {
            float[] feature = Search.feature(live, gallery, query.orElseThrow());
            distances = gallery.index().scan(new Parallelism(1)).distances(feature, items);
        }
        List<Standing> order = gallery.reranker(parameters)
                .traceCandidates(items, distances, topN)
                .last();
        return new Responses.Reranked(
                order.stream()
                        .map(standing -> result(places.getOrDefault(standing.item(), -1), standing, named ? ids : null))
                        .toList(),
                new Responses.Meta(Responses.Parameters.of(parameters), Responses.Gallery.of(gallery)));
    }

    private Responses.Reranked byVectors(
            Snapshot gallery, Fields fields, Documents documents, Optional<Query> query, int topN) {
        float[][] vectors = documents.vectors;
        for (int i = 0; i < vectors.length; i++) {
            if (vectors[i].length != vectors[0].length) {
                throw Problem.unprocessable("documents[" + i + "] has " + vectors[i].length
                        + " values, documents[0] has " + vectors[0].length);
            }
        }
        int size = vectors.length;
        int kg = fields.integer("kg", 1, limits.documents()).orElse(IcfrrParameters.DEFAULT_KG);
        int kq = fields.integer("kq", 1, limits.documents()).orElse(IcfrrParameters.DEFAULT_KQ);
        SearchParameters given = SearchParameters.of(fields.without("kg", "kq"), gallery, limits);
        SearchParameters parameters = parameters(
                new SearchParameters(
                        topN,
                        Math.clamp(kg, 1, Math.max(1, size - 1)),
                        given.method().withKq(kq),
                        size),
                topN,
                size);
        Matrix features = Matrix.ofRows(vectors);
        double[] distances = documents.distances.orElse(null);
        if (distances == null) {
            distances = new double[size];
            float[] feature = vector(gallery, query.orElseThrow(), features.columns());
            new ExactScan(features, new Parallelism(1)).distances(feature, distances);
        }
        WindowNeighbors neighbors = WindowNeighbors.ofFeatures(
                features, parameters.kg(), parameters.method().update().selfMatch(), new Parallelism(1));
        WindowRanking ranking = new WindowReranker(parameters.method()).rerank(distances, neighbors);
        return new Responses.Reranked(
                IntStream.range(0, Math.min(topN, size))
                        .mapToObj(rank -> new Responses.Result(ranking.get(rank), ranking.score(rank), null))
                        .toList(),
                new Responses.Meta(Responses.Parameters.of(parameters), null));
    }

    private float[] vector(Snapshot gallery, Query query, int dimension) {
        float[] feature = switch (query) {
            case Query.Vector vector -> vector.feature();
            case Query.Image picture -> live.describe(picture.file()).feature();
            case Query.Item item -> gallery.index().feature(gallery.item(item.id()));
        };
        if (feature.length != dimension) {
            throw Problem.unprocessable("the query has " + feature.length + " values, the documents have " + dimension
                    + ": all must come from the same model");
        }
        return feature;
    }

    private static SearchParameters parameters(SearchParameters given, int topN, int count) {
        IcfrrParameters method = given.method();
        return new SearchParameters(topN, given.kg(), method.withKq(Math.min(method.kq(), count)), count);
    }

    private static Responses.Result result(int place, Standing standing, @Nullable List<String> ids) {
        return new Responses.Result(
                place, standing.score(), ids == null ? null : new Responses.Document(ids.get(place)));
    }
}
