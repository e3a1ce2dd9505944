package dev.icfrr.baselines;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Set;

/**
 * Database-side augmentation (Turcot &amp; Lowe, "Better matching with fewer features", ICCV workshops 2009;
 * Arandjelović &amp; Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012) with the
 * rank weights of Gordo, Almazán, Revaud &amp; Larlus, "End-to-end Learning of Deep Visual Representations for Image
 * Retrieval", IJCV 2017. Every gallery item becomes
 *
 * <pre>normalize(sum over itself (r = 0) and its k nearest (r = 1 .. k) of (k + 1 - r)/(k + 1) * g)</pre>
 *
 * Queries do not change. Features are scaled to length 1 first. Memory: the gallery's features twice in double
 * precision, and neighbor lists, G x k.
 *
 * @param k number of neighbors to add
 */
public record DatabaseAugmentation(int k) implements FeatureStage {
    public static final int DEFAULT_K = 10;

    public DatabaseAugmentation {
        Requirements.atLeast("k", k, 1);
    }

    @Override
    public String name() {
        return "dba:k=" + k;
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.FEATURES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        Gallery augmented =
                Gallery.ofFeatures(augment(Requirements.unitFeatures(this, gallery, parallelism), parallelism));
        return new Prepared() {
            @Override
            public Gallery gallery() {
                return augmented;
            }

            @Override
            public Queries queries(Queries queries, Parallelism threads) {
                return Queries.ofFeatures(Requirements.unitFeatures(DatabaseAugmentation.this, queries, threads));
            }
        };
    }

    private RowMatrix augment(RowMatrix items, Parallelism parallelism) {
        KnnGraph graph = new PairwiseDistances.ByFeatures(items).neighbors(k, parallelism);
        double[][] augmented = new double[items.rows()][];
        parallelism.forEachRow(items.rows(), () -> item -> {
            double[] vector = items.values()[item].clone();
            for (int rank = 0; rank < graph.neighborsPerItem(); rank++) {
                items.addTo(graph.neighbor(item, rank), (k - rank) / (k + 1.0), vector);
            }
            RowMatrix.normalize(vector);
            augmented[item] = vector;
        });
        return new RowMatrix(augmented, items.columns());
    }
}
