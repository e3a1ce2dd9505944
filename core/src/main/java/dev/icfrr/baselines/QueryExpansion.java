package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/**
 * Average query expansion (Chum, Philbin, Sivic, Isard &amp; Zisserman, "Total Recall", ICCV 2007) and its weighted
 * form alpha-QE (Radenović, Tolias &amp; Chum, "Fine-tuning CNN Image Retrieval with No Human Annotation", TPAMI 2019):
 * the query becomes
 *
 * <pre>normalize(q + sum over the k nearest gallery items g of max(0, q·g)^alpha * g)</pre>
 *
 * Alpha = 0 gives the plain average. Features are scaled to length 1 first. Memory: the new queries, Q x D, and the
 * gallery's features in double precision.
 *
 * @param k number of gallery items to add
 * @param alpha exponent of the weights; 0 for equal weights
 */
public record QueryExpansion(int k, double alpha) implements FeatureStage {
    /** A common value for average query expansion. */
    public static final int DEFAULT_K = 10;

    /** As the authors of alpha-QE chose. */
    public static final int DEFAULT_ALPHA_K = 50;

    /** As the authors of alpha-QE chose. */
    public static final double DEFAULT_ALPHA = 3;

    public QueryExpansion {
        Requirements.atLeast("k", k, 1);
        if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alpha must be at least 0 and finite, not " + alpha);
        }
    }

    @Override
    public String name() {
        return alpha == 0 ? "aqe:k=" + k : "alpha_qe:k=" + k + ",alpha=" + Requirements.text(alpha);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.FEATURES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        RowMatrix items = Requirements.unitFeatures(this, gallery, parallelism);
        return new Prepared() {
            @Override
            public Gallery gallery() {
                return Gallery.ofFeatures(items);
            }

            @Override
            public Queries queries(Queries queries, Parallelism threads) {
                RowMatrix old = Requirements.unitFeatures(QueryExpansion.this, queries, threads);
                return Queries.ofFeatures(expand(old, items, threads));
            }
        };
    }

    private RowMatrix expand(RowMatrix queries, RowMatrix items, Parallelism parallelism) {
        double[][] expanded = new double[queries.rows()][];
        int size = items.rows();
        int used = Math.min(k, size);
        DistanceSource.between(queries, items).forEachBlock(parallelism, () -> (first, end, distances) -> {
            TopKSelector selection = GalleryDistances.nearest(distances, end - first, size, used);
            for (int query = first; query < end; query++) {
                int[] nearest = selection.nearest(query - first);
                double[] vector = queries.values()[query].clone();
                for (int rank = 0; rank < used; rank++) {
                    double distance = distances[(query - first) * size + nearest[rank]];
                    items.addTo(nearest[rank], weight(GalleryDistances.cosine(distance)), vector);
                }
                RowMatrix.normalize(vector);
                expanded[query] = vector;
            }
        });
        return new RowMatrix(expanded, queries.columns());
    }

    private double weight(double cosine) {
        return alpha == 0 ? 1 : Math.pow(Math.max(cosine, 0), alpha);
    }
}
