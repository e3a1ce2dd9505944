package dev.icfrr.lucene;

import dev.icfrr.rerank.NeighborLookup;

/**
 * The documents of a window, numbered for re-ranking: those with neighbors come first, in the order that breaks ties.
 *
 * @param docs global document numbers by candidate number
 * @param neighbors the lists, by candidate number
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package
record WindowDocuments(int[] docs, NeighborLookup neighbors) {

    /** Returns documents without neighbor lists. */
    static WindowDocuments withoutNeighbors(int[] docs) {
        return new WindowDocuments(docs, new NeighborLookup() {
            @Override
            public int gallerySize() {
                return 1;
            }

            @Override
            public int[][] lists(int[] candidates) {
                return new int[candidates.length][0];
            }
        });
    }
}
