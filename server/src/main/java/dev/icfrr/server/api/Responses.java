package dev.icfrr.server.api;

import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.Scales;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON of responses. Ranks start at 1. Fields that are null are omitted. */
final class Responses {
    private Responses() {}

    /** The state of the gallery that a response is about. */
    record Gallery(int size, long generation) {
        static Gallery of(Snapshot gallery) {
            return new Gallery(gallery.size(), gallery.index().generation());
        }
    }

    /** The parameters of a search. K belongs to the multi-scale vote, KG and KQ to the flat vote. */
    record Parameters(
            int k,
            String vote,
            @Nullable Integer voteK,
            @Nullable Integer kg,
            @Nullable Integer kq,
            double beta,
            String betaScale,
            int iterations,
            String update,
            int candidates) {
        static Parameters of(SearchParameters p) {
            boolean multiscale = p.isMultiscale();
            return new Parameters(
                    p.k(),
                    p.method().vote().label(),
                    multiscale ? p.method().kq() : null,
                    multiscale ? null : p.kg(),
                    multiscale ? null : p.method().kq(),
                    p.method().beta(),
                    p.method().betaScale().label(),
                    p.method().iterations(),
                    p.method().update().name().toLowerCase(Locale.ROOT),
                    p.candidates());
        }
    }

    /** What the flat vote uses unless a request says otherwise. */
    record Flat(int kg, int kq) {}

    /**
     * What the multi-scale vote uses unless a request says otherwise.
     *
     * @param k the largest scale
     * @param most the largest K that a request may send
     * @param weights of the scales 4, 8, …, K
     * @param lists plain or scaled
     */
    record Multiscale(int k, int most, List<Integer> weights, String lists) {}

    /**
     * How the index centers features.
     *
     * @param mode none or domains
     * @param queries number of sample queries that are known
     */
    record Center(String mode, long queries) {}

    record GalleryInfo(
            int size,
            long generation,
            int dimension,
            int neighbors,
            String model,
            boolean pictures,
            boolean thumbnails,
            boolean writable,
            Map<String, Integer> labels,
            Parameters defaults,
            Flat flat,
            @Nullable Multiscale multiscale,
            Center center,
            Limits limits,
            String version) {}

    record Limits(int results, int iterations, int documents, int queries, int bodyBytes, long pixels) {}

    record Item(
            String id,
            @Nullable String label,
            @Nullable String thumbnail,
            @Nullable List<Neighbor> neighbors,
            @Nullable Gallery gallery) {}

    record Neighbor(String id, int rank) {}

    /** An item of the first or the last ranking. The nullable numbers belong to the last. */
    record Hit(
            int rank,
            String id,
            double score,
            @Nullable String label,
            @Nullable Integer beforeRank,
            @Nullable Integer move,
            @Nullable Double bonus,
            @Nullable List<Vote> votes) {}

    /** A vote. The nullable weights are its parts by scale, for the multi-scale vote. */
    record Vote(
            String voter,
            @Nullable String label,
            int position,
            int rank,
            long weight,
            double share,
            @Nullable List<Long> scales) {
        /** Returns the heaviest votes; those of equal weight in the order of their voters. */
        static List<Vote> heaviest(Search search, List<Explanation.CastVote> votes, int most) {
            Snapshot gallery = search.gallery();
            return votes.stream()
                    .sorted((a, b) -> Long.compare(b.weight(), a.weight()))
                    .limit(most)
                    .map(vote -> new Vote(
                            gallery.index().id(vote.voter()),
                            gallery.className(vote.voter()).orElse(null),
                            vote.position() + 1,
                            vote.rank() + 1,
                            vote.weight(),
                            vote.share(),
                            search.parameters().isMultiscale()
                                    ? byScale(vote, search.parameters().method().scales(), gallery.size())
                                    : null))
                    .toList();
        }

        /** Splits the weight of a vote: at scale k, G times the scale's weight times K/k, if both ranks are below k. */
        private static List<Long> byScale(Explanation.CastVote vote, Scales scales, int gallerySize) {
            List<Long> parts = new ArrayList<>();
            for (int i = 0; i < scales.count(); i++) {
                int scale = scales.scale(i);
                boolean counts = Math.max(vote.position(), vote.rank()) < scale;
                parts.add(counts ? (long) gallerySize * scales.scaleWeight(i) * (scales.largest() / scale) : 0L);
            }
            return parts;
        }
    }

    record Iteration(int iteration, List<String> ids, List<Double> scores, List<Integer> moves) {}

    record Shown(@Nullable String label, @Nullable String thumbnail) {}

    record Metric(String measure, String label, List<Double> values) {}

    record Took(double describeMs, double rankMs) {
        static Took ofNanos(long extraction, long ranking) {
            return new Took(extraction / 1e6, ranking / 1e6);
        }
    }

    record Found(
            Parameters parameters,
            Gallery gallery,
            @Nullable String label,
            List<Hit> before,
            List<Hit> after,
            List<Iteration> iterations,
            Map<String, Shown> items,
            @Nullable Metric metric,
            @Nullable Advice advice,
            Took took) {}

    /** The answers to several queries, in their order. */
    record FoundBatch(List<Found> results) {}

    /** Whether re-ranking is likely to harm a search; a score below 0.4 is a warning. */
    record Advice(double harmScore, boolean likelyHarm, String text) {}

    record Step(
            int iteration,
            int rank,
            int beforeRank,
            double score,
            double base,
            double beta,
            double bonus,
            long sum,
            long chance,
            long denominator,
            int voters,
            int voteCount,
            List<Vote> votes) {}

    record Why(
            Parameters parameters,
            Gallery gallery,
            String id,
            @Nullable String label,
            int move,
            List<Step> steps,
            Map<String, Shown> items) {}

    record Result(
            int index, double relevanceScore, @Nullable JsonNode document) {}

    /**
     * The form of common re-rank APIs.
     *
     * @param id of this response
     * @param model what the request calls the model
     */
    record Reranked(String id, @Nullable String model, List<Result> results, Meta meta, Usage usage) {}

    record Meta(Parameters parameters, @Nullable Gallery gallery, ApiVersion apiVersion) {}

    record ApiVersion(String version) {}

    /** The number of tokens, which this server does not count. */
    record Usage(int totalTokens) {}

    record Added(List<String> added, Gallery gallery) {}

    record Removed(int removed, Gallery gallery) {}

    record Health(String status) {}

    record Ready(String status, int size, long generation) {}
}
