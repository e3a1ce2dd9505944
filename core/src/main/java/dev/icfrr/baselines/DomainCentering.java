package dev.icfrr.baselines;

import dev.icfrr.distance.Centering;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/**
 * Centers features per domain before another method: subtracts the mean of the queries from queries and the mean of the
 * gallery from gallery items, and scales the results to unit length. See {@link Centering}. Memory: the features once
 * more in single precision.
 */
public record DomainCentering() implements FeatureStage {

    @Override
    public String name() {
        return "center";
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.FEATURES, Requirement.ALL_QUERIES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        Matrix features = Requirements.features(this, gallery);
        double[] mean = Centering.mean(features);
        Gallery centered = Gallery.ofFeatures(Centering.of(mean, mean, 0).gallery(features));
        return new Prepared() {
            @Override
            public Gallery gallery() {
                return centered;
            }

            @Override
            public Queries queries(Queries queries, Parallelism threads) {
                Matrix own = Requirements.features(DomainCentering.this, queries);
                return Queries.ofFeatures(
                        Centering.of(mean, Centering.mean(own), own.rows()).queries(own));
            }
        };
    }
}
