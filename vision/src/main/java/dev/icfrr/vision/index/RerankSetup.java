package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;

/**
 * How the searches of an index re-rank unless they ask for something else.
 *
 * @param lists neighbor lists of the gallery, as long as the parameters need
 * @param parameters of the method
 */
public record RerankSetup(KnnGraph lists, IcfrrParameters parameters) {
    /** Returns a re-ranker. */
    public Icfrr reranker() {
        return new Icfrr(lists, parameters);
    }
}
