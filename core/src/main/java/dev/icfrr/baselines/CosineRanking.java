package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/** By cosine similarity, the most alike first: what completes a {@link FeatureStage} that nothing follows. */
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
        RowMatrix items = RowMatrix.unit(Requirements.features(this, gallery), parallelism);
        return (queries, threads) -> {
            RowMatrix vectors = RowMatrix.unit(Requirements.features(this, queries), threads);
            return scorer(vectors, items);
        };
    }

    /** Between features of length 1. */
    static QueryScorer scorer(RowMatrix queries, RowMatrix gallery) {
        DistanceSource distances = DistanceSource.between(queries, gallery);
        return new SuppliedScorer(queries.rows(), gallery.rows(), () -> {
            DistanceSource.Reader reader = distances.reader();
            return (first, end, into) -> {
                reader.read(first, end, into);
                for (int i = 0; i < (end - first) * gallery.rows(); i++) {
                    into[i] = GalleryDistances.cosine(into[i]);
                }
            };
        });
    }
}
