package dev.icfrr.vision.index;

import dev.icfrr.advice.ListAgreement;
import dev.icfrr.knn.KnnGraph;
import java.util.List;
import java.util.Optional;

/**
 * The scales at which an index measures how far the plain lists of the first items of a search agree. They end at half
 * of K, where groups end.
 */
final class AgreementScales {
    /** K of an index with flat votes, if its lists are as long. */
    private static final int FLAT_K = 64;

    /** Bounds the cost per search to this squared. */
    private static final int LARGEST = 32;

    private AgreementScales() {}

    /**
     * Returns the scales, ascending.
     *
     * @param plain lists without spare neighbors
     * @param vote the multi-scale vote; empty for flat votes
     * @return empty if the lists are empty
     */
    static List<Integer> of(KnnGraph plain, Optional<IndexVote> vote) {
        int length = plain.neighborsPerItem();
        boolean whole = length >= plain.size() - 1;
        int flat = whole ? FLAT_K : Math.min(FLAT_K, Integer.highestOneBit(length));
        int largest = Math.min(length, Math.clamp(vote.map(IndexVote::k).orElse(flat) / 2, 1, LARGEST));
        return largest < 1 ? List.of() : ListAgreement.scales(largest);
    }
}
