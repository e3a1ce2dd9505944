package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/** No re-ranking: by Euclidean distance, nearest first. What every method is measured against. */
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
        return (queries, _) -> {
            DistanceSource distances = GalleryDistances.given(this, queries, gallery);
            return new SuppliedScorer(queries.count(), gallery.size(), () -> {
                DistanceSource.Reader reader = distances.reader();
                return (first, end, into) -> {
                    reader.read(first, end, into);
                    for (int i = 0; i < (end - first) * gallery.size(); i++) {
                        into[i] = -into[i];
                    }
                };
            });
        };
    }
}
