package dev.icfrr.server.api;

import dev.icfrr.rerank.Explanation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of responses. Ranks start at 1. Fields that are null are omitted. */
final class Responses {
    private Responses() {}

    /** The state of the gallery that a response is about. */
    record Gallery(int size, long generation) {
        static Gallery of(Snapshot gallery) {
            return new Gallery(gallery.size(), gallery.index().generation());
        }
    }

    record Parameters(int k, int kg, int kq, double beta, int iterations, String update, int candidates) {
        static Parameters of(SearchParameters p) {
            return new Parameters(
                    p.k(),
                    p.kg(),
                    p.method().kq(),
                    p.method().beta(),
                    p.method().iterations(),
                    p.method().update().name().toLowerCase(java.util.Locale.ROOT),
                    p.candidates());
        }
    }

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
            Limits limits,
            String version) {}

    record Limits(int results, int iterations, int documents, int bodyBytes, long pixels) {}

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

    record Vote(String voter, @Nullable String label, int position, int rank, long weight, double share) {
        /** Returns the heaviest votes; those of equal weight in the order of their voters. */
        static List<Vote> heaviest(Snapshot gallery, List<Explanation.CastVote> votes, int most) {
            return votes.stream()
                    .sorted((a, b) -> Long.compare(b.weight(), a.weight()))
                    .limit(most)
                    .map(vote -> new Vote(
                            gallery.index().id(vote.voter()),
                            gallery.className(vote.voter()).orElse(null),
                            vote.position() + 1,
                            vote.rank() + 1,
                            vote.weight(),
                            vote.share()))
                    .toList();
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
            Took took) {}

    record Step(
            int iteration,
            int rank,
            int beforeRank,
            double score,
            double base,
            double bonus,
            long sum,
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
            int index, double relevanceScore, @Nullable Document document) {}

    record Document(String id) {}

    record Reranked(List<Result> results, Meta meta) {}

    record Meta(Parameters parameters, @Nullable Gallery gallery) {}

    record Added(List<String> added, Gallery gallery) {}

    record Removed(int removed, Gallery gallery) {}

    record Health(String status) {}

    record Ready(String status, int size, long generation) {}
}
