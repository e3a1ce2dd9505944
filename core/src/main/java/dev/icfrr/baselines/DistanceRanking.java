package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/**
 * The baseline of all comparisons: ranking by distance, nearest first, without re-ranking. Scores are minus the
 * distance.
 */
public record DistanceRanking() implements RerankMethod {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of();
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism unused) {
        return (queries, _) ->
                SuppliedScorer.byDistance(GalleryDistances.given(this, queries, gallery), distance -> -distance);
    }
}
