package dev.icfrr.cli.rerank;

import dev.icfrr.advice.Advice;
import dev.icfrr.advice.HarmPredictor;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.cli.input.Neighbors;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.cli.input.RerankOptions.GuardMode;
import dev.icfrr.cli.input.RerankOptions.Parameters;
import dev.icfrr.knn.KnnGraph;
import java.util.Optional;

/**
 * The parameters a run goes on with, and what of them was chosen from neighbor lists and initial rankings.
 *
 * @param graph with KG neighbors per item
 * @param parameters none of them automatic
 * @param advice if one of them was
 * @param guard if the run asks for one
 */
record Chosen(KnnGraph graph, Parameters parameters, Optional<Advice> advice, Optional<HarmPredictor> guard) {
    /** Draws the queries that are looked at. */
    static final long SEED = 1;

    /** Chooses what is automatic, from up to {@link InitialRankings#MOST} queries. */
    static Chosen of(RerankOptions options, RerankInput input) {
        Parameters asked = options.parameters();
        int length = asked.listLength(input.gallerySize());
        KnnGraph graph = Neighbors.of(input, length, asked.update(), options.parallelism());
        if (!asked.isAutomatic() && options.guard() == GuardMode.OFF) {
            return new Chosen(graph, asked, Optional.empty(), Optional.empty());
        }
        InitialRankings rankings = rankings(options, input);
        Optional<Advice> advice = asked.isAutomatic()
                ? Optional.of(advice(graph, rankings, options.guard() == GuardMode.LEAVE))
                : Optional.empty();
        Parameters parameters = advice.map(asked::with).orElse(asked);
        KnnGraph used = graph.truncated(parameters.kg());
        Optional<HarmPredictor> guard = options.guard() == GuardMode.OFF
                ? Optional.empty()
                : Optional.of(new HarmPredictor(used, parameters.kq(), rankings));
        return new Chosen(used, parameters, advice, guard);
    }

    private static Advice advice(KnnGraph graph, InitialRankings rankings, boolean guarded) {
        Advice advice = Advice.of(graph, rankings);
        return guarded ? advice.guarded() : advice;
    }

    private static InitialRankings rankings(RerankOptions options, RerankInput input) {
        int depth = depth(options.parameters(), input.gallerySize());
        return InitialRankings.of(input.distances(), depth, SEED, options.parallelism());
    }

    /** How much of a ranking is looked at. */
    static int depth(Parameters parameters, int gallerySize) {
        int forAdvice = parameters.isAutomatic() ? Advice.listLength(gallerySize) : 0;
        return Math.max(forAdvice, HarmPredictor.depth(gallerySize, parameters.kq()));
    }
}
