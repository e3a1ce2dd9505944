package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.ServerMetrics;
import dev.icfrr.server.http.WorkQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code POST /v1/search} and {@code POST /v1/explain}. */
final class SearchHandlers {
    private static final Set<String> QUERY = Set.of("image", "vector", "item", "label", "k", "candidates");
    /** The most queries in one request. */
    static final int MOST_QUERIES = 100;

    private static final int EXPLAINED_HITS = 50;
    private static final int DEFAULT_VOTES = 100;

    private final LiveGallery live;
    private final WorkQueue queue;
    private final Limits limits;
    private final ServerMetrics metrics;

    SearchHandlers(LiveGallery live, WorkQueue queue, Limits limits, ServerMetrics metrics) {
        this.live = live;
        this.queue = queue;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** Returns {@link Responses.Found}, or {@link Responses.FoundBatch} if the request has several queries. */
    Object search(ApiRequest request) throws IOException {
        Payload payload = request.payload();
        Fields fields = payload.fields();
        fields.requireOnly(known("explain", "queries"));
        boolean batch = fields.has("queries");
        List<AskedQuery> queries = batch ? AskedQuery.several(payload, MOST_QUERIES) : List.of(AskedQuery.of(payload));
        Snapshot gallery = live.now();
        SearchParameters parameters = SearchParameters.of(fields, gallery, limits);
        boolean explain = fields.bool("explain").orElse(false);
        if (explain && parameters.k() > EXPLAINED_HITS) {
            throw fields.wrong("k", "must be at most " + EXPLAINED_HITS + " with 'explain'");
        }
        for (AskedQuery query : queries) {
            query.requireKnownLabel(gallery);
        }
        if (batch) {
            return queue.compute(() -> found(gallery, queries, parameters, explain));
        }
        return compute(
                gallery,
                queries.getFirst().query(),
                queries.getFirst().label(),
                parameters,
                (search, extraction) -> found(search, explain, extraction));
    }

    /** Answers several queries on one worker. All enter the scan first, so that one reading serves several. */
    private Responses.FoundBatch found(
            Snapshot gallery, List<AskedQuery> queries, SearchParameters parameters, boolean explain) {
        List<Search> searches = new ArrayList<>();
        long[] extraction = new long[queries.size()];
        try {
            for (AskedQuery asked : queries) {
                long start = System.nanoTime();
                searches.add(asked.named(() -> Search.of(live, gallery, asked.query(), asked.label(), parameters)));
                extraction[searches.size() - 1] = System.nanoTime() - start;
            }
            List<Responses.Found> results = new ArrayList<>();
            for (int i = 0; i < searches.size(); i++) {
                results.add(found(searches.get(i), explain, extraction[i]));
            }
            return new Responses.FoundBatch(results);
        } finally {
            searches.forEach(Search::close);
        }
    }

    private Responses.Found found(Search search, boolean explain, long extractionNanos) {
        long start = System.nanoTime();
        Search.Outcome outcome = search.rank();
        long rankingNanos = System.nanoTime() - start;
        metrics.stage("rank", rankingNanos);
        return FoundResponse.of(search, outcome, explain, Responses.Took.ofNanos(extractionNanos, rankingNanos));
    }

    Responses.Why explain(ApiRequest request) throws IOException {
        Payload payload = request.payload();
        Fields fields = payload.fields();
        fields.requireOnly(known("of", "votes"));
        Query query = payload.query();
        Snapshot gallery = live.now();
        SearchParameters parameters = SearchParameters.of(fields, gallery, limits);
        int votes = fields.integer("votes", 0, limits.documents()).orElse(DEFAULT_VOTES);
        String of = fields.name("of")
                .orElseThrow(() -> Problem.badRequest("'of' is missing: the id of the item to explain"));
        int item = gallery.item(of);
        return compute(
                gallery,
                query,
                Optional.empty(),
                parameters,
                (search, _) -> WhyResponse.of(search, search.explain(item), votes));
    }

    private static Set<String> known(String... more) {
        Set<String> names = new HashSet<>(QUERY);
        names.addAll(SearchParameters.METHOD);
        names.addAll(List.of(more));
        return names;
    }

    /** Work on a search, which gets the nanoseconds that the extraction of the query's feature took. */
    private interface Work<T> {
        T apply(Search search, long extractionNanos);
    }

    /** Vectors and items enter the scan before a worker is free: the scan of another request may then serve them. */
    private <T> T compute(
            Snapshot gallery, Query query, Optional<String> label, SearchParameters parameters, Work<T> work) {
        if (query instanceof Query.Image) {
            return queue.compute(() -> {
                long start = System.nanoTime();
                try (Search search = Search.of(live, gallery, query, label, parameters)) {
                    return work.apply(search, System.nanoTime() - start);
                }
            });
        }
        try (Search search = Search.of(live, gallery, query, label, parameters)) {
            return search.isQuick()
                    ? queue.computeQuickly(() -> work.apply(search, 0))
                    : queue.compute(() -> work.apply(search, 0));
        }
    }
}
