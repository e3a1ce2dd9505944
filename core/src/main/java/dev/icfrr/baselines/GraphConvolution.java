package dev.icfrr.baselines;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Set;

/**
 * The feature propagation of GCR: Zhang, Qian, Wang, Liu, Chen &amp; Wang, "Graph Convolution Based Efficient
 * Re-ranking for Visual Retrieval", IEEE Transactions on Multimedia 2023 (arXiv 2306.08792). Queries and gallery
 * together form a graph in which each item is linked to itself and its nearest with the weight
 * {@code exp(cosine / beta1)}. Features are averaged over the graph, normalized by the square roots of row and column
 * sums, and scaled to length 1, for a few rounds. Items are then ranked by cosine.
 *
 * <p>The defaults are the authors' for still images. Their second, cross-camera graph (k2, beta2, scale) and the
 * feature whitening before it require each image's camera and are omitted. The ranking of a query depends on the other
 * queries. Memory is linear in Q + G: features three times in double precision, and neighbor lists.
 *
 * @param k1 number of links per item, including that to itself
 * @param beta1 temperature of the weights
 * @param rounds number of propagations, the authors' gal_round
 */
public record GraphConvolution(int k1, double beta1, int rounds) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_K1 = 15;

    /** The authors' default. */
    public static final double DEFAULT_BETA1 = 0.2;

    /** The authors' default. */
    public static final int DEFAULT_ROUNDS = 3;

    public GraphConvolution {
        Requirements.atLeast("k1", k1, 1);
        Requirements.positive("beta1", beta1);
        Requirements.atLeast("gal_round", rounds, 0);
    }

    @Override
    public String name() {
        return "gcr:k1=" + k1 + ",beta1=" + Requirements.text(beta1) + ",gal_round=" + rounds;
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.FEATURES, Requirement.ALL_QUERIES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism unused) {
        Requirements.features(this, gallery);
        return (queries, parallelism) -> {
            RowMatrix all = RowMatrix.unit(Requirements.stackedFeatures(this, queries, gallery), parallelism);
            for (int round = 0; round < rounds; round++) {
                all = propagate(all, parallelism);
            }
            double[][] rows = all.values();
            return CosineRanking.scorer(
                    new RowMatrix(Arrays.copyOf(rows, queries.count()), all.columns()),
                    new RowMatrix(Arrays.copyOfRange(rows, queries.count(), rows.length), all.columns()));
        };
    }

    private RowMatrix propagate(RowMatrix features, Parallelism parallelism) {
        PairwiseDistances items = new PairwiseDistances.ByFeatures(features);
        int total = items.size();
        int others = Math.min(k1, total) - 1;
        double[][] ties = new double[total][];
        KnnGraph graph = items.neighbors(Math.max(others, 1), parallelism);
        parallelism.forEachRow(total, () -> {
            PairwiseDistances.Reader reader = items.reader();
            return item -> {
                int[] ids = Arrays.copyOf(graph.neighbors(item), others);
                double[] squared = new double[others];
                reader.toSome(item, ids, others, squared);
                double[] row = new double[others + 1];
                // All weights are divided by exp(1 / beta1), which might overflow. Normalization cancels the factor.
                row[0] = 1;
                for (int i = 0; i < others; i++) {
                    row[i + 1] = Math.exp(-squared[i] / 2 / beta1);
                }
                ties[item] = row;
            };
        });
        double[] columnSums = new double[total];
        for (int item = 0; item < total; item++) {
            columnSums[item] += ties[item][0];
            for (int i = 0; i < others; i++) {
                columnSums[graph.neighbor(item, i)] += ties[item][i + 1];
            }
        }
        double[][] propagated = new double[total][];
        parallelism.forEachRow(total, () -> item -> {
            double[] vector = new double[features.columns()];
            features.addTo(item, ties[item][0] / Math.sqrt(columnSums[item]), vector);
            for (int i = 0; i < others; i++) {
                int other = graph.neighbor(item, i);
                features.addTo(other, ties[item][i + 1] / Math.sqrt(columnSums[other]), vector);
            }
            // The row's own sum would scale the whole row. Normalization cancels it.
            RowMatrix.normalize(vector);
            propagated[item] = vector;
        });
        return new RowMatrix(propagated, features.columns());
    }
}
