package dev.icfrr.vision.index;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import java.util.Locale;
import java.util.Optional;

/** Computes neighbors and clusters from all features. */
record FullRebuild(IndexSettings settings) implements GenerationWriter.Neighborhood {
    @Override
    public StoredLists lists(Matrix features) {
        return switch (settings.vote()) {
            case VoteChoice.Flat _ -> StoredLists.of(find(features, settings.kg()), settings.kg(), Optional.empty());
            case VoteChoice.Given(IndexVote vote) -> {
                int kg = Math.max(settings.kg(), vote.plainLength());
                yield StoredLists.of(find(features, kg), kg, Optional.of(vote));
            }
            case VoteChoice.Advised(ListOrder lists) -> advised(features, lists);
        };
    }

    /** Chooses K from the lists of a search, and searches again if K needs longer ones. */
    private StoredLists advised(Matrix features, ListOrder order) {
        int size = features.rows();
        int toChoose = MultiscaleAdvice.listLength(size);
        // An exact search that is long enough for most choices costs little more; an approximate one may.
        int toSearch = settings.approximation().isPresent()
                ? toChoose
                : ParameterRequest.multiscale(ParameterRequest.AUTO, order, IcfrrParameters.DEFAULTS)
                        .listLength(size);
        FoundNeighbors found = find(features, Math.max(settings.kg(), toSearch));
        IndexVote vote = IndexVote.of(MultiscaleAdvice.ofItems(found.bands(toChoose), settings.parallelism()), order);
        int kg = Math.max(settings.kg(), vote.plainLength());
        boolean longEnough = Math.min(IndexSettings.storedKg(kg), size - 1) <= found.length();
        return StoredLists.of(longEnough ? found : find(features, kg), kg, Optional.of(vote));
    }

    /** Finds neighbors for lists of KG and their spare neighbors. */
    private FoundNeighbors find(Matrix features, int kg) {
        KnnGraphBuilder builder = new KnnGraphBuilder(
                IndexSettings.storedKg(kg), settings.self(), settings.parallelism(), settings.progress());
        if (settings.approximation().isEmpty()) {
            return builder.find(features);
        }
        Approximation approximation = settings.approximation().get();
        ApproximateKnn found = builder.approximate(features, approximation.recall(), approximation.seed());
        KnnGraph graph = found.graph()
                .withProvenance(String.format(
                        Locale.ROOT,
                        "approximate, recall %.4f estimated on %d items, seed %d",
                        found.recall(),
                        found.sampled(),
                        approximation.seed()));
        return FoundNeighbors.of(
                graph,
                (plain, length) ->
                        LocalScaling.ofFeatures(plain, features, length, settings.parallelism(), settings.progress()));
    }

    @Override
    public Optional<InvertedLists> clusters(Matrix features) {
        return settings.approximation()
                .map(approximation ->
                        InvertedLists.of(features, approximation.seed(), settings.parallelism(), settings.progress()));
    }
}
