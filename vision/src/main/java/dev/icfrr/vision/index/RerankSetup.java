package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.function.Supplier;

/**
 * How the searches of an index re-rank unless they ask for something else.
 *
 * @param lists neighbor lists of the gallery, as long as the parameters need
 * @param parameters of the method
 * @param votesOfChance reads the votes of chance, if the vote is multi-scale
 */
public record RerankSetup(KnnGraph lists, IcfrrParameters parameters, Supplier<ChanceVotes> votesOfChance) {
    /** Returns a re-ranker. */
    public Icfrr reranker() {
        return parameters.vote().isMultiscale()
                ? Icfrr.multiscale(lists, parameters, votesOfChance.get())
                : new Icfrr(lists, parameters);
    }
}
