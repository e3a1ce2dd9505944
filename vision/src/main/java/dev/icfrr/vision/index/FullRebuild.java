package dev.icfrr.vision.index;

import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import java.util.Locale;
import java.util.Optional;

/** Computes neighbors and clusters from all features. */
record FullRebuild(IndexSettings settings) implements GenerationWriter.Neighborhood {
    /** The gallery items that stand for queries are drawn with this seed. */
    private static final long ADVICE_SEED = 1;

    @Override
    public StoredLists lists(Matrix features) {
        return switch (settings.vote()) {
            case VoteChoice.Flat _ ->
                new StoredLists(stored(features, settings.kg()), settings.kg(), Optional.empty(), Optional.empty());
            case VoteChoice.Given(IndexVote vote) -> {
                int kg = Math.max(settings.kg(), vote.plainLength());
                yield StoredLists.of(stored(features, kg), kg, Optional.of(vote), features, settings);
            }
            case VoteChoice.Advised(ListOrder lists) -> advised(features, lists);
        };
    }

    /** Chooses K from the lists of a first search, and searches again if K needs longer ones. */
    private StoredLists advised(Matrix features, ListOrder order) {
        int length = MultiscaleAdvice.listLength(features.rows());
        KnnGraph found = stored(features, Math.max(settings.kg(), length));
        MultiscaleAdvice advice =
                MultiscaleAdvice.of(found.truncated(length), InitialRankings.ofItems(found, length, ADVICE_SEED));
        IndexVote vote = IndexVote.of(advice, order);
        int kg = Math.max(settings.kg(), vote.plainLength());
        int stored = IndexSettings.storedKg(kg);
        KnnGraph plain = Math.min(stored, found.size() - 1) <= found.neighborsPerItem()
                ? found.truncated(stored)
                : stored(features, kg);
        return StoredLists.of(plain, kg, Optional.of(vote), features, settings);
    }

    private KnnGraph stored(Matrix features, int kg) {
        KnnGraphBuilder builder = new KnnGraphBuilder(
                IndexSettings.storedKg(kg), settings.self(), settings.parallelism(), settings.progress());
        if (settings.approximation().isEmpty()) {
            return builder.exact(features);
        }
        Approximation approximation = settings.approximation().get();
        ApproximateKnn found = builder.approximate(features, approximation.recall(), approximation.seed());
        return found.graph()
                .withProvenance(String.format(
                        Locale.ROOT,
                        "approximate, recall %.4f estimated on %d items, seed %d",
                        found.recall(),
                        found.sampled(),
                        approximation.seed()));
    }

    @Override
    public Optional<InvertedLists> clusters(Matrix features) {
        return settings.approximation()
                .map(approximation ->
                        InvertedLists.of(features, approximation.seed(), settings.parallelism(), settings.progress()));
    }
}
