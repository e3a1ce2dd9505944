package dev.icfrr.baselines;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Set;

/**
 * Diffusion query by query: Yang, Hinami, Matsui, Ly &amp; Satoh, "Efficient Image Retrieval via Decoupling Diffusion
 * into Online and Offline Processing", AAAI 2019, as described in the paper's text. Diffusion from every gallery item
 * is solved beforehand. The scores of a query are the sum of those of its kq nearest items, weighted by
 * {@code max(0, cosine)^gamma}. Items that none of them reaches rank below all others, by their distance. The ranking
 * of a query does not depend on the other queries.
 *
 * <p>For given Euclidean distances d, the cosine is 1 - d²/2. Memory is linear in G, with about 8 n_trunc bytes per
 * item.
 *
 * @param truncation items per linear system, the authors' n_trunc
 * @param kd neighbors with an affinity
 * @param kq nearest items from which a query's diffusion starts
 * @param gamma exponent of the cosine
 * @param alpha reach of the diffusion, between 0 and 1
 */
public record QueryDiffusion(int truncation, int kd, int kq, double gamma, double alpha) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_KQ = 10;

    public QueryDiffusion {
        OfflineDiffusion.check(truncation, kd, gamma, alpha);
        Requirements.atLeast("kq", kq, 1);
    }

    @Override
    public String name() {
        return "diffusion_query:n_trunc=" + truncation + ",kd=" + kd + ",kq=" + kq + ",gamma="
                + Requirements.text(gamma) + ",alpha=" + Requirements.text(alpha);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        TruncatedDiffusion diffusion = TruncatedDiffusion.solve(
                PairwiseDistances.unitGallery(this, gallery, parallelism), truncation, kd, gamma, alpha, parallelism);
        return (queries, threads) -> {
            DistanceSource distances = GalleryDistances.unit(this, queries, gallery, threads);
            return new SuppliedScorer(
                    queries.count(), gallery.size(), () -> worker(distances.reader(), diffusion, gallery.size()));
        };
    }

    private QueryScorer.Worker worker(DistanceSource.Reader distances, TruncatedDiffusion diffusion, int size) {
        double[] sums = new double[size];
        boolean[] reached = new boolean[size];
        return (first, end, into) -> {
            distances.read(first, end, into);
            TopKSelector selection = GalleryDistances.nearest(into, end - first, size, Math.min(kq, size));
            for (int query = first; query < end; query++) {
                int start = (query - first) * size;
                Arrays.fill(sums, 0);
                Arrays.fill(reached, false);
                int[] nearest = selection.nearest(query - first);
                for (int near : nearest) {
                    double weight = Math.pow(Math.max(GalleryDistances.cosine(into[start + near]), 0), gamma);
                    for (int i = 0; i < diffusion.length() && weight > 0; i++) {
                        int item = diffusion.id(near, i);
                        float value = diffusion.value(near, i);
                        sums[item] += weight * value;
                        reached[item] |= value != 0;
                    }
                }
                for (int item = 0; item < size; item++) {
                    double distance = into[start + item];
                    into[start + item] = reached[item] ? sums[item] : -distance * distance / 2;
                }
            }
        };
    }
}
