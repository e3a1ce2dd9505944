package dev.icfrr.server.api;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.Vote;
import dev.icfrr.server.http.Problem;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.RerankSetup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The multi-scale vote of a gallery: the one that its index was built with, otherwise one on its plain lists.
 * Immutable, apart from a cache of the votes of chance.
 */
final class GalleryScales {
    /** K where the index has none. */
    private static final int DEFAULT_K = 64;

    private static final int MOST_K = 1024;

    private final KnnGraph lists;
    private final Optional<IndexVote> vote;
    private final Supplier<ChanceVotes> ofIndex;
    private final Map<Integer, ChanceVotes> chance = new ConcurrentHashMap<>();

    GalleryScales(GalleryIndex index) {
        vote = index.manifest().vote();
        RerankSetup setup = index.rerankSetup();
        lists = vote.isPresent() ? setup.lists() : index.graph();
        ofIndex = setup.votesOfChance();
    }

    /**
     * Returns the vote after items were added. Votes of chance that were counted are brought up to date.
     *
     * @param index of the same full write
     */
    GalleryScales changed(GalleryIndex index) {
        GalleryScales changed = new GalleryScales(index);
        chance.forEach((k, votes) -> changed.chance.put(k, votes.changed(lists, changed.lists)));
        return changed;
    }

    /** Returns whether the index was built for this vote. */
    boolean isOfIndex() {
        return vote.isPresent();
    }

    /** Returns the neighbor lists. */
    KnnGraph lists() {
        return lists;
    }

    /** Returns the largest K that the lists allow, 0 if they are too short for any. */
    int largest() {
        int length = lists.neighborsPerItem();
        if (vote.isPresent()) {
            return vote.get().k();
        }
        return length >= lists.size() - 1 ? MOST_K : length < Scales.SMALLEST ? 0 : Integer.highestOneBit(length);
    }

    /** Returns K unless a request says otherwise. */
    int k() {
        return vote.map(IndexVote::k).orElse(Math.min(DEFAULT_K, largest()));
    }

    /** Returns the parameters with that K. */
    IcfrrParameters method() {
        return method(k());
    }

    /**
     * Returns the parameters with a K. Scales have the weights that they have in the index.
     *
     * @param k at least 1, at most {@link #largest}
     * @throws Problem 422 if the lists are too short
     */
    IcfrrParameters method(int k) {
        if (largest() == 0) {
            throw Problem.unprocessable(
                    "the index's neighbor lists are too short for the multi-scale vote: rebuild it with"
                            + " 'icfrr index build', or send 'vote': 'flat'");
        }
        Scales scales = Scales.upTo(k);
        List<Integer> weights =
                vote.map(used -> used.weights().subList(0, scales.count())).orElse(List.of());
        boolean usable = weights.stream().anyMatch(weight -> weight > 0);
        return vote.map(IndexVote::parameters)
                .orElse(IcfrrParameters.DEFAULTS.withBetaScale(BetaScale.K))
                .withVote(Vote.MULTISCALE)
                .withKq(scales.largest())
                .withVote(Vote.multiscale(usable ? weights : List.of()));
    }

    /** Returns a re-ranker. The votes of chance are counted once per K. Those of the index's own K are stored. */
    Icfrr reranker(IcfrrParameters method) {
        boolean stored = vote.isPresent() && vote.get().k() == method.kq();
        return Icfrr.multiscale(
                lists,
                method,
                chance.computeIfAbsent(
                        method.kq(), _ -> stored ? ofIndex.get() : ChanceVotes.of(lists, method.scales())));
    }
}
