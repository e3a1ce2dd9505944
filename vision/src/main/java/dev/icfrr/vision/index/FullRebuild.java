package dev.icfrr.vision.index;

import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import java.util.Locale;
import java.util.Optional;

/** Computes neighbors and clusters from all features. */
record FullRebuild(IndexSettings settings) implements GenerationWriter.Neighborhood {
    @Override
    public KnnGraph graph(Matrix features) {
        KnnGraphBuilder builder = new KnnGraphBuilder(
                IndexSettings.storedKg(settings.kg()), settings.self(), settings.parallelism(), settings.progress());
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
