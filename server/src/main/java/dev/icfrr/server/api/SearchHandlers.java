package dev.icfrr.server.api;

import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.RerankTrace;
import dev.icfrr.rerank.Standing;
import dev.icfrr.server.http.BodyBudget;
import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Json;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.ServerMetrics;
import dev.icfrr.server.http.WorkQueue;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/search} and {@code POST /v1/explain}. */
final class SearchHandlers {
    private static final Set<String> QUERY = Set.of("image", "vector", "item", "label");
    private static final int VOTES_OF_A_HIT = 5;
    private static final int EXPLAINED_HITS = 50;
    private static final int DEFAULT_VOTES = 100;

    private final LiveGallery live;
    private final Requests requests;
    private final Json json;
    private final WorkQueue queue;
    private final Limits limits;
    private final ServerMetrics metrics;

    SearchHandlers(
            LiveGallery live, Requests requests, Json json, WorkQueue queue, Limits limits, ServerMetrics metrics) {
        this.live = live;
        this.requests = requests;
        this.json = json;
        this.queue = queue;
        this.limits = limits;
        this.metrics = metrics;
    }

    void search(Context context, BodyBudget.Lease lease) throws IOException {
        Requests.Request request = requests.read(context, lease);
        Fields fields = request.fields();
        fields.requireOnly(known("explain"));
        Query query = requests.query(request);
        Snapshot gallery = live.now();
        SearchParameters parameters = SearchParameters.of(fields, gallery, limits);
        boolean explain = fields.bool("explain").orElse(false);
        if (explain && parameters.k() > EXPLAINED_HITS) {
            throw fields.wrong("k", "must be at most " + EXPLAINED_HITS + " where votes are asked for with 'explain'");
        }
        Optional<String> label = label(fields, gallery);
        answer(context, compute(gallery, query, label, parameters, (search, took) -> found(search, took, explain)));
    }

    void explain(Context context, BodyBudget.Lease lease) throws IOException {
        Requests.Request request = requests.read(context, lease);
        Fields fields = request.fields();
        fields.requireOnly(known("of", "votes"));
        Query query = requests.query(request);
        Snapshot gallery = live.now();
        SearchParameters parameters = SearchParameters.of(fields, gallery, limits);
        int votes = fields.integer("votes", 0, limits.documents()).orElse(DEFAULT_VOTES);
        String of = fields.name("of")
                .orElseThrow(() -> Problem.badRequest("'of' is missing: the id of the item to explain"));
        int item = gallery.item(of);
        answer(
                context,
                compute(
                        gallery,
                        query,
                        Optional.empty(),
                        parameters,
                        (search, _) -> why(search, search.explain(item), votes)));
    }

    private void answer(Context context, Object answer) {
        context.contentType("application/json").result(json.write(answer));
    }

    private static Set<String> known(String... more) {
        Set<String> names = new HashSet<>(QUERY);
        names.addAll(SearchParameters.NAMES);
        names.addAll(List.of(more));
        return names;
    }

    private static Optional<String> label(Fields fields, Snapshot gallery) {
        Optional<String> label = fields.name("label");
        if (label.isPresent() && !gallery.classSizes().containsKey(label.get())) {
            throw Problem.unprocessable("no item of the gallery has this label");
        }
        return label;
    }

    /** Work on a worker, which is told how many nanoseconds it took to describe the query. */
    private interface Work<T> {
        T apply(Search search, long described);
    }

    /** Vectors and items are known before a worker is free: a scan for another request may serve them meanwhile. */
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

    private Responses.Found found(Search search, long described, boolean explain) {
        Snapshot gallery = search.gallery();
        long start = System.nanoTime();
        RerankTrace trace = search.trace();
        long ranked = System.nanoTime() - start;
        metrics.stage("rank", ranked);

        List<Responses.Iteration> iterations = new ArrayList<>();
        for (int i = 0; i < trace.iterations().size(); i++) {
            List<Standing> order = trace.iterations().get(i);
            iterations.add(new Responses.Iteration(
                    i,
                    order.stream().map(s -> gallery.index().id(s.item())).toList(),
                    order.stream().map(SearchHandlers::score).toList(),
                    order.stream().map(Standing::gained).toList()));
        }
        Shown shown = new Shown(gallery);
        trace.iterations().forEach(order -> order.forEach(standing -> shown.add(standing.item())));
        return new Responses.Found(
                Responses.Parameters.of(search.parameters()),
                Responses.Gallery.of(gallery),
                search.className().orElse(null),
                trace.first().stream().map(s -> hit(gallery, s, false, null)).toList(),
                explain
                        ? explained(search, trace.last())
                        : trace.last().stream()
                                .map(s -> hit(gallery, s, true, null))
                                .toList(),
                iterations,
                shown.items(),
                metric(search, trace),
                new Responses.Took(described / 1e6, ranked / 1e6));
    }

    /** Minus a distance of 0 is a 0 without a sign. */
    private static double score(Standing standing) {
        return standing.score() + 0.0;
    }

    private static Responses.Hit hit(
            Snapshot gallery, Standing standing, boolean moved, @Nullable List<Responses.Vote> votes) {
        return new Responses.Hit(
                standing.rank() + 1,
                gallery.index().id(standing.item()),
                score(standing),
                gallery.className(standing.item()).orElse(null),
                moved ? standing.initial() + 1 : null,
                moved ? standing.gained() : null,
                moved ? standing.bonus() : null,
                votes);
    }

    /** Hits with the heaviest votes for each. */
    private static List<Responses.Hit> explained(Search search, List<Standing> order) {
        Snapshot gallery = search.gallery();
        return search.explain(order.stream().mapToInt(Standing::item).toArray()).stream()
                .map(Explanation::last)
                .map(step -> hit(gallery, step.standing(), true, votes(gallery, step.votes(), VOTES_OF_A_HIT)))
                .toList();
    }

    /** The heaviest votes, those of equal weight by the voters' positions. */
    private static List<Responses.Vote> votes(Snapshot gallery, List<Explanation.Vote> votes, int most) {
        return votes.stream()
                .sorted((a, b) -> Long.compare(b.weight(), a.weight()))
                .limit(most)
                .map(vote -> new Responses.Vote(
                        gallery.index().id(vote.voter()),
                        gallery.className(vote.voter()).orElse(null),
                        vote.position() + 1,
                        vote.rank() + 1,
                        vote.weight(),
                        vote.share()))
                .toList();
    }

    /** The share of the class that counts as right among the shown, at every iteration. */
    private static Responses.@Nullable Metric metric(Search search, RerankTrace trace) {
        if (search.className().isEmpty()) {
            return null;
        }
        String label = search.className().get();
        int k = search.parameters().k();
        List<Double> values = new ArrayList<>();
        for (List<Standing> order : trace.iterations()) {
            long right = order.stream()
                    .filter(s -> search.gallery().className(s.item()).equals(search.className()))
                    .count();
            values.add((double) right / k);
        }
        return new Responses.Metric("prec@" + k, label, values);
    }

    private static Responses.Why why(Search search, Explanation explanation, int most) {
        Snapshot gallery = search.gallery();
        Shown shown = new Shown(gallery);
        shown.add(explanation.item());
        List<Responses.Step> steps = new ArrayList<>();
        for (Explanation.Step step : explanation.steps()) {
            List<Responses.Vote> votes = votes(gallery, step.votes(), most);
            votes.forEach(vote -> shown.add(gallery.item(vote.voter())));
            Standing standing = step.standing();
            steps.add(new Responses.Step(
                    step.iteration(),
                    standing.rank() + 1,
                    standing.before() + 1,
                    standing.score(),
                    step.base(),
                    standing.bonus(),
                    standing.sum(),
                    step.denominator(),
                    step.voters(),
                    step.votes().size(),
                    votes));
        }
        return new Responses.Why(
                Responses.Parameters.of(search.parameters()),
                Responses.Gallery.of(gallery),
                gallery.index().id(explanation.item()),
                gallery.className(explanation.item()).orElse(null),
                explanation.last().standing().gained(),
                steps,
                shown.items());
    }

    /** Collects what a page needs to show items. */
    private static final class Shown {
        private final Snapshot gallery;
        private final Map<String, Responses.Shown> items = new LinkedHashMap<>();

        Shown(Snapshot gallery) {
            this.gallery = gallery;
        }

        void add(int item) {
            String id = gallery.index().id(item);
            if (!items.containsKey(id)) {
                items.put(
                        id,
                        new Responses.Shown(gallery.className(item).orElse(null), Thumbnails.address(gallery, item)));
            }
        }

        Map<String, Responses.Shown> items() {
            return items;
        }
    }
}
