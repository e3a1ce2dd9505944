package dev.icfrr.baselines;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.Reranker;
import java.util.Set;

/**
 * {@link Icfrr} as a method to compare with baselines: Hudson &amp; Smith, "If At First You Don't Succeed: Test-time
 * Re-ranking for Zero-shot, Cross-domain Retrieval", arXiv 2303.17703. Scores are minus the final rank. Memory: the
 * neighbor lists, G x KG.
 *
 * @param parameters of the method; KG and KQ may be automatic
 * @param guard {@link GuardMode#LEAVE} keeps the initial order of queries that re-ranking is likely to harm
 */
public record IcfrrMethod(ParameterRequest parameters, GuardMode guard) implements RerankMethod {

    @Override
    public String name() {
        IcfrrParameters method = parameters.method();
        String lists = "lists=" + parameters.lists().label();
        String scale = method.betaScale() == (parameters.isMultiscale() ? BetaScale.K : BetaScale.ABSOLUTE)
                ? ""
                : ",beta_scale=" + method.betaScale().label();
        String votes = parameters.isMultiscale()
                ? "vote=multiscale,k=" + text(parameters.kq()) + "," + lists
                : "kg=" + text(parameters.kg()) + ",kq=" + text(parameters.kq())
                        + (parameters.lists() == ListOrder.PLAIN ? "" : "," + lists);
        return "icfrr:" + votes + ",beta=" + Requirements.text(method.beta()) + scale + ",n_times="
                + method.iterations() + ",update=" + method.update().label()
                + (guard == GuardMode.OFF ? "" : ",guard=" + guard.label());
    }

    private static String text(int k) {
        return k == ParameterRequest.AUTO ? "auto" : Integer.toString(k);
    }

    @Override
    public Set<Requirement> needs() {
        return Set.of(Requirement.GALLERY_DISTANCES);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        SelfMatch selfMatch = parameters.selfMatch();
        Matrix features = gallery.features();
        GalleryNeighbors neighbors = gallery.distances() == null && features != null
                ? GalleryNeighbors.ofFeatures(features, selfMatch, parallelism)
                : GalleryNeighbors.ofDistances(Requirements.galleryDistances(this, gallery), selfMatch, parallelism);
        // Work without queries counts as time of the gallery.
        if (parameters.isAutomatic()) {
            neighbors.toChoose(parameters, gallery.size());
        } else {
            neighbors.lists(parameters);
        }
        return (queries, threads) -> {
            DistanceSource distances = GalleryDistances.given(this, queries, gallery);
            Reranker reranker = ParameterSelection.resolve(parameters, neighbors, distances, guard, threads)
                    .reranker((_, _) -> {});
            return new SuppliedScorer(queries.count(), gallery.size(), () -> worker(reranker, distances.reader()));
        };
    }

    private QueryScorer.Worker worker(Reranker icfrr, DistanceSource.Reader distances) {
        int size = icfrr.gallerySize();
        double[] row = new double[size];
        return (first, end, into) -> {
            distances.read(first, end, into);
            for (int query = first; query < end; query++) {
                int start = (query - first) * size;
                System.arraycopy(into, start, row, 0, size);
                Ranking ranking = icfrr.rerank(row);
                for (int rank = 0; rank < size; rank++) {
                    into[start + ranking.get(rank)] = -rank;
                }
            }
        };
    }
}
