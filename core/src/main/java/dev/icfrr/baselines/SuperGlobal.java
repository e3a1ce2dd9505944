package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import java.util.Set;

/**
 * The re-ranking step of SuperGlobal: Shao, Chen, Karpur, Cui, Araujo &amp; Cao, "Global Features are All You Need for
 * Image Retrieval and Reranking", ICCV 2023, as in its public code. Each of a query's top M items becomes the mean of
 * itself (weight 1) and its K nearest among them (weight beta times cosine). A second query is the maximum per
 * dimension over the K + 1 best of these means. An item's score is the mean of its dot products with both queries. Only
 * the top M items are permuted; scores are minus the final rank.
 *
 * <p>Features are scaled to length 1 first. Memory: the gallery's features in double precision, and M x (D + M) numbers
 * per thread.
 *
 * @param m number of items that are permuted, the authors' M
 * @param k number of neighbors that are averaged, the authors' K
 * @param beta weight of a neighbor
 */
public record SuperGlobal(int m, int k, double beta) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_M = 400;

    /** The authors' default. */
    public static final int DEFAULT_K = 9;

    /** The authors' default. */
    public static final double DEFAULT_BETA = 0.15;

    public SuperGlobal {
        Requirements.atLeast("M", m, 1);
        Requirements.atLeast("K", k, 0);
        Requirements.finite("beta", beta);
    }

    @Override
    public String name() {
        return "superglobal:M=" + m + ",K=" + k + ",beta=" + Requirements.text(beta);
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
            DistanceSource distances = DistanceSource.between(vectors, items);
            return new SuppliedScorer(queries.count(), gallery.size(), () -> {
                DistanceSource.Reader reader = distances.reader();
                Refinement refinement = new Refinement(items, Math.min(m, gallery.size()));
                return (first, end, into) -> {
                    reader.read(first, end, into);
                    TopKSelector orders = TopOrder.orders(into, end - first, gallery.size());
                    for (int query = first; query < end; query++) {
                        int[] order = orders.nearest(query - first);
                        int[] places = refinement.places(vectors.values()[query], order);
                        TopOrder.write(order, places, into, (query - first) * gallery.size());
                    }
                };
            });
        };
    }

    /** The top items of one query; scratch memory of one thread. */
    private final class Refinement {
        private final RowMatrix items;
        private final int count;
        private final FeatureRows rows;
        private final CanonicalDistances kernel = Kernels.get().distances();
        private final double[] block;
        private final double[] squared;
        private final double[][] refined;
        private final double[] scores;
        private final ScoreSort sort;

        Refinement(RowMatrix items, int count) {
            this.items = items;
            this.count = count;
            this.rows = new FeatureRows(items);
            this.block = new double[Math.multiplyExact(count, rows.stride())];
            this.squared = new double[Math.multiplyExact(count, count)];
            this.refined = new double[count][items.columns()];
            this.scores = new double[count];
            this.sort = new ScoreSort(count);
        }

        /** Returns the new order, as positions in the old order. */
        int[] places(double[] query, int[] order) {
            for (int i = 0; i < count; i++) {
                rows.load(order[i], block, i * rows.stride());
            }
            kernel.squared(block, count, block, count, rows.stride(), squared, 0, count);
            int wanted = Math.min(k + 1, count);
            TopKSelector nearest = GalleryDistances.nearest(squared, count, count, wanted);
            for (int i = 0; i < count; i++) {
                average(order, nearest.nearest(i), i);
                scores[i] = dot(refined[i], query);
            }
            int[] byQuery = Arrays.copyOf(sort.descending(scores, count), count);
            double[] best = refined[byQuery[0]].clone();
            for (int i = 1; i < wanted; i++) {
                for (int d = 0; d < best.length; d++) {
                    best[d] = Math.max(best[d], refined[byQuery[i]][d]);
                }
            }
            double[] means = new double[count];
            for (int i = 0; i < count; i++) {
                means[i] = (scores[byQuery[i]] + dot(refined[byQuery[i]], best)) / 2;
            }
            int[] byBoth = sort.descending(means, count);
            int[] places = new int[count];
            for (int i = 0; i < count; i++) {
                places[i] = byQuery[byBoth[i]];
            }
            return places;
        }

        private void average(int[] order, int[] nearest, int place) {
            double[] mean = refined[place];
            Arrays.fill(mean, 0);
            double weights = 0;
            for (int i = 0; i < nearest.length; i++) {
                double cosine = 1 - squared[place * count + nearest[i]] / 2;
                double weight = i == 0 ? 1 : beta * cosine;
                items.addTo(order[nearest[i]], weight, mean);
                weights += weight;
            }
            for (int d = 0; d < mean.length; d++) {
                mean[d] /= weights;
            }
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int d = 0; d < b.length; d++) {
                sum += a[d] * b[d];
            }
            return sum;
        }
    }
}
