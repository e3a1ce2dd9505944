package dev.icfrr.vision.index;

import dev.icfrr.advice.ListCounts;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.ChanceVotes;
import java.util.List;
import java.util.Optional;

/**
 * The neighbor lists of a generation.
 *
 * @param plain lists with spare neighbors
 * @param kg how many of their first neighbors are right
 * @param vote the multi-scale vote of searches; empty for flat votes
 * @param scaled lists of K; empty unless the vote uses them
 */
record StoredLists(KnnGraph plain, int kg, Optional<IndexVote> vote, Optional<KnnGraph> scaled) {

    /** Takes the lists from a search that was long enough for {@link IndexSettings#storedKg}. */
    static StoredLists of(FoundNeighbors found, int kg, Optional<IndexVote> vote) {
        Optional<KnnGraph> scaled =
                vote.filter(used -> used.lists() == ListOrder.SCALED).map(used -> found.scaled(used.k()));
        return new StoredLists(found.plain(IndexSettings.storedKg(kg)), kg, vote, scaled);
    }

    /** Counts the votes of chance of the vote; empty if it has none, or the gallery is too large for its scales. */
    Optional<ChanceVotes> votesOfChance() {
        return vote.filter(
                        used -> ChanceVotes.fit(plain.size(), used.parameters().scales()))
                .map(used -> ChanceVotes.of(
                        scaled.orElseGet(() -> plain.truncated(used.k())),
                        used.parameters().scales()));
    }

    /** Counts the plain lists that hold each item; empty if the lists are empty. */
    Optional<ListCounts> counts(Parallelism parallelism) {
        KnnGraph right = plain.truncated(kg);
        List<Integer> scales = AgreementScales.of(right, vote);
        return scales.isEmpty() ? Optional.empty() : Optional.of(ListCounts.of(right, scales, parallelism));
    }

    /** Updates the lists of a state that lost and gained items; kept items come first. */
    static StoredLists updated(GalleryIndex base, int[] kept, KnnGraph plain, Matrix features, IndexSettings settings) {
        int kg = settings.kg();
        Optional<KnnGraph> scaled = base.scaledGraph()
                .map(before -> LocalScaling.updated(
                        base.graph(),
                        before,
                        kept,
                        plain.truncated(kg),
                        features,
                        settings.parallelism(),
                        settings.progress()));
        return new StoredLists(plain, kg, base.manifest().vote(), scaled);
    }
}
