package dev.icfrr.lucene;

import dev.icfrr.rerank.NeighborLookup;
import dev.icfrr.rerank.Scales;
import java.util.List;

/**
 * The documents of a window, numbered for re-ranking: those with neighbors come first, in the order that breaks ties.
 *
 * @param docs global document numbers by candidate number
 * @param neighbors the lists, by candidate number
 * @param reranking the configuration, with K
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package
record WindowDocuments(int[] docs, NeighborLookup neighbors, IcfrrReranking reranking) {

    /** Returns documents without neighbor lists. */
    static WindowDocuments withoutNeighbors(int[] docs, IcfrrReranking reranking) {
        NeighborLookup none = new NeighborLookup() {
            @Override
            public int gallerySize() {
                return 1;
            }

            @Override
            public int[][] lists(int[] candidates) {
                return new int[candidates.length][0];
            }
        };
        // Without votes K makes no difference.
        return new WindowDocuments(
                docs, none, reranking.choosesK() ? reranking.withScales(Scales.SMALLEST, List.of()) : reranking);
    }
}
