package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Set;

/**
 * Offline diffusion with truncation: Yang, Hinami, Matsui, Ly &amp; Satoh, "Efficient Image Retrieval via Decoupling
 * Diffusion into Online and Offline Processing", AAAI 2019, as ranked by its public code. Diffusion runs from every
 * query and every gallery item over the mutual-neighbor graph of all of them. The score of a pair is the cosine of the
 * two results. Pairs whose results share no item rank below all others, by their distance.
 *
 * <p>Affinities are {@code max(0, cosine)^gamma}. For given Euclidean distances d, the cosine is 1 - d²/2. The ranking
 * of a query depends on the other queries, unlike that of {@link QueryDiffusion}. Memory is linear in Q + G, with about
 * 16 n_trunc bytes for each.
 *
 * @param truncation items per linear system, the authors' n_trunc
 * @param kd neighbors with an affinity
 * @param gamma exponent of the cosine
 * @param alpha reach of the diffusion, between 0 and 1
 */
public record OfflineDiffusion(int truncation, int kd, double gamma, double alpha) implements RerankMethod {
    /** The authors' default. */
    public static final int DEFAULT_TRUNCATION = 1000;

    /** The authors' default. */
    public static final int DEFAULT_KD = 50;

    /** The authors' default. */
    public static final double DEFAULT_GAMMA = 3;

    /** The authors' default. */
    public static final double DEFAULT_ALPHA = 0.99;

    public OfflineDiffusion {
        check(truncation, kd, gamma, alpha);
    }

    /** Checks the parameters that both diffusion methods have. */
    static void check(int truncation, int kd, double gamma, double alpha) {
        Requirements.atLeast("n_trunc", truncation, 1);
        Requirements.atLeast("kd", kd, 1);
        Requirements.positive("gamma", gamma);
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be between 0 and 1, not " + alpha);
        }
    }

    @Override
    public String name() {
        return "diffusion:n_trunc=" + truncation + ",kd=" + kd + ",gamma=" + Requirements.text(gamma) + ",alpha="
                + Requirements.text(alpha);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES, Requirement.ALL_QUERIES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism unused) {
        return (queries, parallelism) -> {
            PairwiseDistances items = PairwiseDistances.unitStack(this, queries, gallery, parallelism);
            TruncatedDiffusion diffusion = TruncatedDiffusion.solve(items, truncation, kd, gamma, alpha, parallelism);
            diffusion.normalize(parallelism);
            TruncatedDiffusion.Columns columns = diffusion.columns(queries.count());
            return new SuppliedScorer(
                    queries.count(), gallery.size(), () -> worker(items, diffusion, columns, queries.count()));
        };
    }

    private static QueryScorer.Worker worker(
            PairwiseDistances items, TruncatedDiffusion diffusion, TruncatedDiffusion.Columns columns, int queries) {
        int total = items.size();
        int size = total - queries;
        PairwiseDistances.Reader reader = items.reader();
        double[] sums = new double[size];
        return (first, end, into) -> {
            double[] own = new double[Math.multiplyExact(end - first, total)];
            reader.toAll(first, end, own);
            for (int query = first; query < end; query++) {
                Arrays.fill(sums, 0);
                for (int i = 0; i < diffusion.length(); i++) {
                    columns.addProducts(diffusion.id(query, i), diffusion.value(query, i), sums);
                }
                int start = (query - first) * size;
                int row = (query - first) * total + queries;
                for (int item = 0; item < size; item++) {
                    into[start + item] = sums[item] == 0 ? -own[row + item] / 2 : sums[item];
                }
            }
        };
    }
}
