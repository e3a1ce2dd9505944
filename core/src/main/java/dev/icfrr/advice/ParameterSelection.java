package dev.icfrr.advice;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.Reranker;
import java.util.Optional;

/**
 * The parameters to re-rank with. What a request left open is chosen from neighbor lists and initial rankings.
 *
 * @param graph with KG neighbors per item
 * @param parameters without automatic values
 * @param mode what to do about queries that re-ranking is likely to harm
 * @param advice present if KG or KQ was automatic
 * @param predictor present unless the mode is off
 */
public record ParameterSelection(
        KnnGraph graph,
        ParameterRequest parameters,
        GuardMode mode,
        Optional<Advice> advice,
        Optional<HarmPredictor> predictor) {
    /** Draws the queries whose initial rankings are read. */
    public static final long SEED = 1;

    /**
     * Chooses what is automatic, from up to {@link InitialRankings#MOST} queries.
     *
     * @param longest lists of {@link ParameterRequest#listLength} neighbors, or of as many as there are
     * @param distances of all queries to the gallery
     * @param mode with {@link GuardMode#LEAVE} the choice is more cautious
     */
    public static ParameterSelection resolve(
            ParameterRequest request,
            KnnGraph longest,
            DistanceSource distances,
            GuardMode mode,
            Parallelism parallelism) {
        if (!request.isAutomatic() && mode == GuardMode.OFF) {
            return new ParameterSelection(longest, request, mode, Optional.empty(), Optional.empty());
        }
        InitialRankings rankings =
                InitialRankings.of(distances, request.depth(distances.gallerySize()), SEED, parallelism);
        Optional<Advice> advice = Optional.of(request)
                .filter(ParameterRequest::isAutomatic)
                .map(_ -> Advice.of(longest, rankings))
                .map(found -> mode == GuardMode.LEAVE ? found.guarded() : found);
        ParameterRequest parameters = advice.map(request::with).orElse(request);
        KnnGraph graph = longest.truncated(parameters.kg());
        Optional<HarmPredictor> predictor = mode == GuardMode.OFF
                ? Optional.empty()
                : Optional.of(new HarmPredictor(graph, parameters.kq(), rankings));
        return new ParameterSelection(graph, parameters, mode, advice, predictor);
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
