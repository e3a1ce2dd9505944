package dev.icfrr.advice;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.Reranker;
import dev.icfrr.rerank.Scales;
import java.util.Optional;

/**
 * The parameters to re-rank with. What a request left open is chosen from neighbor lists and initial rankings.
 *
 * @param graph with KG neighbors per item
 * @param parameters without automatic values
 * @param mode what to do about queries that re-ranking is likely to harm
 * @param advice present if KG or KQ was automatic
 * @param multiscale present if K of the multi-scale vote was chosen
 * @param predictor present unless the mode is off
 */
public record ParameterSelection(
        KnnGraph graph,
        ParameterRequest parameters,
        GuardMode mode,
        Optional<Advice> advice,
        Optional<MultiscaleAdvice> multiscale,
        Optional<HarmPredictor> predictor) {
    /** Draws the queries whose initial rankings are read. */
    public static final long SEED = 1;

    /**
     * Chooses what is automatic, from up to {@link InitialRankings#MOST} queries.
     *
     * @param neighbors lists of the gallery for the request's {@link ParameterRequest#selfMatch}. Saved lists bound the
     *     choice; saved lists with local scaling set K, because only plain lists show it
     * @param distances of all queries to the gallery
     * @param mode with {@link GuardMode#LEAVE} the choice of KG and KQ is more cautious
     */
    public static ParameterSelection resolve(
            ParameterRequest request,
            GalleryNeighbors neighbors,
            DistanceSource distances,
            GuardMode mode,
            Parallelism parallelism) {
        if (!request.isAutomatic() && mode == GuardMode.OFF) {
            return new ParameterSelection(
                    neighbors.lists(request), request, mode, Optional.empty(), Optional.empty(), Optional.empty());
        }
        int size = distances.gallerySize();
        InitialRankings rankings = InitialRankings.of(distances, request.depth(size), SEED, parallelism);
        if (!request.isAutomatic()) {
            return guarded(
                    neighbors.lists(request), request, mode, rankings, Optional.empty(), Optional.empty(), parallelism);
        }
        return choose(request, neighbors, neighbors.toChoose(request, size), rankings, mode, parallelism);
    }

    /**
     * Chooses what is automatic for queries that are not known yet: from the neighbor lists of up to
     * {@link InitialRankings#MOST} gallery items.
     *
     * @param neighbors as for {@link #resolve}
     * @param size number of gallery items
     */
    public static ParameterSelection ofGallery(
            ParameterRequest request, GalleryNeighbors neighbors, int size, Parallelism parallelism) {
        if (!request.isAutomatic()) {
            return new ParameterSelection(
                    neighbors.lists(request),
                    request,
                    GuardMode.OFF,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        KnnGraph longest = neighbors.toChoose(request, size);
        return choose(request, neighbors, longest, InitialRankings.ofItems(longest), GuardMode.OFF, parallelism);
    }

    private static ParameterSelection choose(
            ParameterRequest request,
            GalleryNeighbors neighbors,
            KnnGraph longest,
            InitialRankings rankings,
            GuardMode mode,
            Parallelism parallelism) {
        Optional<Advice> advice = Optional.empty();
        Optional<MultiscaleAdvice> multiscale = Optional.empty();
        ParameterRequest parameters;
        if (!request.isMultiscale()) {
            Advice found = Advice.of(longest, rankings, parallelism);
            advice = Optional.of(mode == GuardMode.LEAVE ? found.guarded() : found);
            parameters = request.with(advice.get());
        } else if (longest.order() == ListOrder.SCALED) {
            parameters = ParameterRequest.multiscale(longest.kg(), request.lists(), request.method());
        } else {
            multiscale = Optional.of(
                    MultiscaleAdvice.of(longest, rankings, parallelism).atMost(largestK(longest, neighbors, request)));
            parameters = request.with(multiscale.get());
        }
        return guarded(neighbors.lists(parameters), parameters, mode, rankings, advice, multiscale, parallelism);
    }

    private static ParameterSelection guarded(
            KnnGraph graph,
            ParameterRequest parameters,
            GuardMode mode,
            InitialRankings rankings,
            Optional<Advice> advice,
            Optional<MultiscaleAdvice> multiscale,
            Parallelism parallelism) {
        Optional<HarmPredictor> predictor = mode == GuardMode.OFF
                ? Optional.empty()
                : Optional.of(new HarmPredictor(graph, parameters.kq(), rankings, parallelism));
        return new ParameterSelection(graph, parameters, mode, advice, multiscale, predictor);
    }

    /** Returns the largest K that saved lists are long enough for. */
    private static int largestK(KnnGraph lists, GalleryNeighbors neighbors, ParameterRequest request) {
        int length = lists.neighborsPerItem();
        if (!neighbors.areSaved() || length >= lists.size() - 1) {
            return Integer.MAX_VALUE;
        }
        int k = Integer.highestOneBit(length);
        while (request.lists() == ListOrder.SCALED && LocalScaling.plainLength(k) > length && k > Scales.SMALLEST) {
            k /= 2;
        }
        return k;
    }

    /**
     * Returns the re-ranker with these parameters.
     *
     * @param listener receives the score of every query if there is a predictor
     */
    public Reranker reranker(GuardedReranker.ScoreListener listener) {
        Icfrr icfrr = new Icfrr(graph, parameters.method());
        return predictor
                .<Reranker>map(found -> new GuardedReranker(icfrr, found, mode == GuardMode.LEAVE, listener))
                .orElse(icfrr);
    }
}
