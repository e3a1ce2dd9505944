package dev.icfrr.server.api;

import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.RerankTrace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps the rankings of a search to the response of {@code /v1/search}. */
final class FoundResponse {
    private static final int VOTES_OF_A_HIT = 5;

    private FoundResponse() {}

    /** @param explain whether to name the heaviest votes for each hit */
    static Responses.Found of(Search search, Search.Outcome outcome, boolean explain, Responses.Took took) {
        Snapshot gallery = search.gallery();
        RerankTrace trace = outcome.trace();
        ShownItems shown = new ShownItems(gallery);
        trace.iterations().forEach(order -> order.forEach(shownItem -> shown.add(shownItem.item())));
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
                iterations(gallery, trace),
                shown.items(),
                metric(search, trace),
                outcome.advice().orElse(null),
                took);
    }

    private static List<Responses.Iteration> iterations(Snapshot gallery, RerankTrace trace) {
        List<Responses.Iteration> iterations = new ArrayList<>();
        for (List<RankedItem> order : trace.iterations()) {
            iterations.add(new Responses.Iteration(
                    iterations.size(),
                    order.stream().map(s -> gallery.index().id(s.item())).toList(),
                    order.stream().map(FoundResponse::score).toList(),
                    order.stream().map(RankedItem::gained).toList()));
        }
        return iterations;
    }

    /** Returns the score. Adding 0 turns the -0.0 of a distance of 0 into 0. */
    private static double score(RankedItem ranked) {
        return ranked.score() + 0.0;
    }

    private static Responses.Hit hit(
            Snapshot gallery, RankedItem ranked, boolean moved, @Nullable List<Responses.Vote> votes) {
        return new Responses.Hit(
                ranked.rank() + 1,
                gallery.index().id(ranked.item()),
                score(ranked),
                gallery.className(ranked.item()).orElse(null),
                moved ? ranked.initialRank() + 1 : null,
                moved ? ranked.gained() : null,
                moved ? ranked.bonus() : null,
                votes);
    }

    private static List<Responses.Hit> explained(Search search, List<RankedItem> order) {
        Snapshot gallery = search.gallery();
        return search.explain(order.stream().mapToInt(RankedItem::item).toArray()).stream()
                .map(Explanation::last)
                .map(step -> hit(
                        gallery, step.ranked(), true, Responses.Vote.heaviest(search, step.votes(), VOTES_OF_A_HIT)))
                .toList();
    }

    /** Returns the precision at k of every iteration; null if the relevant class is unknown. */
    private static Responses.@Nullable Metric metric(Search search, RerankTrace trace) {
        if (search.className().isEmpty()) {
            return null;
        }
        int k = search.parameters().k();
        List<Double> values = new ArrayList<>();
        for (List<RankedItem> order : trace.iterations()) {
            long relevant = order.stream()
                    .filter(s -> search.gallery().className(s.item()).equals(search.className()))
                    .count();
            values.add((double) relevant / k);
        }
        return new Responses.Metric("prec@" + k, search.className().get(), values);
    }
}
