package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.ScoreSort;
import java.util.Arrays;
import java.util.Set;

/**
 * Local blurring re-ranking (LBR): Luo, Chen, Wang &amp; Zhang, "Spectral Feature Transformation for Person
 * Re-identification", ICCV 2019. Each of a query's top items is replaced by the mean of all of them, weighted by the
 * softmax of their cosine over a temperature. The top items are then re-ranked by cosine with the query; the others
 * keep their rank. Scores are minus the final rank.
 *
 * <p>The blurred cosine is the same mean of the initial cosines, so distances suffice: the cosine is then 1 - d²/2.
 * Memory: the gallery's features in double precision, or nothing.
 *
 * @param topK number of items that are blurred and permuted, the authors' top_k
 * @param temperature temperature of the softmax
 */
public record LocalBlurring(int topK, double temperature) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_TOP_K = 50;

    /** The authors' default. */
    public static final double DEFAULT_TEMPERATURE = 0.1;

    public LocalBlurring {
        Requirements.atLeast("top_k", topK, 1);
        Requirements.positive("temperature", temperature);
    }

    @Override
    public String name() {
        return "lbr:top_k=" + topK + ",temperature=" + Requirements.text(temperature);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        PairwiseDistances items = PairwiseDistances.unitGallery(this, gallery, parallelism);
        return (queries, threads) -> {
            DistanceSource distances = GalleryDistances.unit(this, queries, gallery, threads);
            return new SuppliedScorer(queries.count(), gallery.size(), () -> worker(items, distances.reader()));
        };
    }

    private QueryScorer.Worker worker(PairwiseDistances items, DistanceSource.Reader distances) {
        int size = items.size();
        int count = Math.min(topK, size);
        PairwiseDistances.Reader reader = items.reader();
        ScoreSort sort = new ScoreSort(count);
        double[] squared = new double[count];
        double[] blurred = new double[count];
        return (first, end, into) -> {
            distances.read(first, end, into);
            TopKSelector orders = TopOrder.orders(into, end - first, size);
            for (int query = first; query < end; query++) {
                int start = (query - first) * size;
                int[] order = orders.nearest(query - first);
                for (int i = 0; i < count; i++) {
                    reader.toSome(order[i], order, count, squared);
                    double weights = 0;
                    double sum = 0;
                    for (int j = 0; j < count; j++) {
                        // exp(cosine / temperature), divided by its largest value to avoid overflow.
                        double weight = Math.exp(-squared[j] / 2 / temperature);
                        weights += weight;
                        sum += weight * GalleryDistances.cosine(into[start + order[j]]);
                    }
                    blurred[i] = sum / weights;
                }
                int[] places = Arrays.copyOf(sort.descending(blurred, count), count);
                TopOrder.write(order, places, into, start);
            }
        };
    }
}
