package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/** Ranking by cosine similarity, largest first. It completes a pipeline that ends with a {@link FeatureStage}. */
public record CosineRanking() implements RerankMethod {

    @Override
    public String name() {
        return "cosine";
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.FEATURES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        RowMatrix items = Requirements.unitFeatures(this, gallery, parallelism);
        return (queries, threads) -> {
            RowMatrix vectors = Requirements.unitFeatures(this, queries, threads);
            return scorer(vectors, items);
        };
    }

    /** Scores features of length 1 by their cosine. */
    static QueryScorer scorer(RowMatrix queries, RowMatrix gallery) {
        return SuppliedScorer.byDistance(DistanceSource.between(queries, gallery), GalleryDistances::cosine);
    }
}
