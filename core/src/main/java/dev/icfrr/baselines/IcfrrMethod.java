package dev.icfrr.baselines;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.GuardedReranker;
import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Reranker;
import dev.icfrr.rerank.UpdateRule;
import java.util.Set;

/**
 * {@link Icfrr} as a method to compare with baselines: Hudson &amp; Smith, "If At First You Don't Succeed: Test-time
 * Re-ranking for Zero-shot, Cross-domain Retrieval", arXiv 2303.17703. Scores are minus the final rank. Memory: the
 * neighbor lists, G x KG.
 *
 * @param kg neighbors per gallery item, the authors' KG; {@link #AUTO} to choose it by {@link Advice}
 * @param kq number of a query's top items that vote, the authors' KQ; {@link #AUTO} to choose it by {@link Advice}
 * @param beta the weight of the bonus
 * @param iterations number of iterations, the authors' n_times
 * @param update the update rule
 * @param guarded whether a {@link HarmPredictor} keeps the initial order of queries that re-ranking is likely to harm
 */
public record IcfrrMethod(int kg, int kq, double beta, int iterations, UpdateRule update, boolean guarded)
        implements RerankMethod {
    /** The value of KG and KQ that lets {@link Advice} choose them without labels. */
    public static final int AUTO = 0;

    private static final long SEED = 1;

    /** The values of the parameter {@code guard}. */
    enum Guarding {
        OFF,
        LEAVE
    }

    public IcfrrMethod {
        Requirements.atLeast("kg", kg, AUTO);
        Requirements.atLeast("kq", kq, AUTO);
        Requirements.finite("beta", beta);
        Requirements.atLeast("n_times", iterations, 0);
    }

    @Override
    public String name() {
        return "icfrr:kg=" + text(kg) + ",kq=" + text(kq) + ",beta=" + Requirements.text(beta) + ",n_times="
                + iterations + ",update=" + update.label() + (guarded ? ",guard=leave" : "");
    }

    private static String text(int k) {
        return k == AUTO ? "auto" : Integer.toString(k);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        SelfMatch selfMatch = update.selfMatch();
        boolean automatic = kg == AUTO || kq == AUTO;
        int length = automatic ? Math.max(kg, Advice.listLength(gallery.size())) : kg;
        KnnGraphBuilder builder = new KnnGraphBuilder(length, selfMatch, parallelism, null);
        Matrix features = gallery.features();
        KnnGraph graph = gallery.distances() == null && features != null
                ? builder.exact(features)
                : builder.fromDistances(Requirements.galleryDistances(this, gallery));
        return (queries, threads) -> {
            DistanceSource distances = GalleryDistances.given(this, queries, gallery);
            Reranker reranker = reranker(graph, distances, threads);
            return new SuppliedScorer(queries.count(), gallery.size(), () -> worker(reranker, distances.reader()));
        };
    }

    private Reranker reranker(KnnGraph longest, DistanceSource distances, Parallelism parallelism) {
        if (kg != AUTO && kq != AUTO && !guarded) {
            return icfrr(longest, kq);
        }
        int size = distances.gallerySize();
        int depth = Math.min(size, Math.max(kq, Advice.listLength(size)));
        InitialRankings rankings = InitialRankings.of(distances, depth, SEED, parallelism);
        Advice chosen = Advice.of(longest, rankings);
        Advice advice = guarded ? chosen.guarded() : chosen;
        KnnGraph graph = longest.truncated(kg == AUTO ? advice.kg() : kg);
        int usedKq = kq == AUTO ? advice.kq() : kq;
        Icfrr icfrr = icfrr(graph, usedKq);
        return guarded
                ? new GuardedReranker(icfrr, new HarmPredictor(graph, usedKq, rankings), true, (_, _) -> {})
                : icfrr;
    }

    private Icfrr icfrr(KnnGraph graph, int usedKq) {
        return new Icfrr(
                graph,
                IcfrrParameters.DEFAULTS
                        .withKq(usedKq)
                        .withBeta(beta)
                        .withIterations(iterations)
                        .withUpdate(update));
    }

    private QueryScorer.Worker worker(Reranker icfrr, DistanceSource.Reader distances) {
        int size = icfrr.gallerySize();
        double[] row = new double[size];
        return (first, end, into) -> {
            distances.read(first, end, into);
            for (int query = first; query < end; query++) {
                int start = (query - first) * size;
                System.arraycopy(into, start, row, 0, size);
                icfrr.rerank(row, query, (_, iteration, order) -> {
                    if (iteration == iterations) {
                        for (int rank = 0; rank < size; rank++) {
                            into[start + order[rank]] = -rank;
                        }
                    }
                });
            }
        };
    }
}
