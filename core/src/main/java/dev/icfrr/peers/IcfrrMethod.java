package dev.icfrr.peers;

import dev.icfrr.Icfrr;
import dev.icfrr.KnnGraph;
import dev.icfrr.Parallelism;
import dev.icfrr.Reranker;
import dev.icfrr.SelfMatch;
import dev.icfrr.UpdateRule;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@link Icfrr} among its peers: Hudson &amp; Smith, "If At First You Don't Succeed: Test-time Re-ranking for Zero-shot,
 * Cross-domain Retrieval", arXiv 2303.17703. Scores are minus the final rank. Memory: the neighbor lists, G x KG.
 *
 * @param kg neighbors per gallery item, the authors' KG
 * @param kq how many of a query's top items vote, the authors' KQ
 * @param beta the weight of the bonus
 * @param iterations how many times to re-rank, the authors' n_times
 * @param update which of the two update rules
 */
public record IcfrrMethod(int kg, int kq, double beta, int iterations, UpdateRule update) implements RerankMethod {

    public IcfrrMethod {
        Inputs.atLeast("kg", kg, 1);
        Inputs.atLeast("kq", kq, 1);
        Inputs.finite("beta", beta);
        Inputs.atLeast("n_times", iterations, 0);
    }

    @Override
    public String name() {
        return "icfrr:kg=" + kg + ",kq=" + kq + ",beta=" + Inputs.text(beta) + ",n_times=" + iterations + ",update="
                + update.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.GALLERY_DISTANCES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        SelfMatch selfMatch = SelfMatch.of(update);
        KnnGraph graph = gallery.distances() != null
                ? KnnGraph.fromDistances(gallery.distances(), kg, selfMatch, parallelism)
                : gallery.features() != null
                        ? KnnGraph.fromFeatures(gallery.features(), kg, selfMatch, parallelism, null)
                        : KnnGraph.fromDistances(Inputs.galleryDistances(this, gallery), kg, selfMatch, parallelism);
        Reranker icfrr = Icfrr.builder(graph)
                .kq(kq)
                .beta(beta)
                .iterations(iterations)
                .update(update)
                .build();
        return (queries, _) -> {
            Supplier<ToGallery> distances = ToGallery.given(this, queries, gallery);
            return new Scores(queries.count(), gallery.size(), () -> worker(icfrr, distances.get()));
        };
    }

    private QueryScorer.Worker worker(Reranker icfrr, ToGallery toGallery) {
        int size = icfrr.gallerySize();
        double[] row = new double[size];
        return (first, end, into) -> {
            toGallery.distances(first, end, into);
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
