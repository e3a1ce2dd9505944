package dev.icfrr.cli.python;

import dev.icfrr.advice.GalleryNeighbors;
import dev.icfrr.cli.input.ProgressMatrix;
import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Optional;

/**
 * Finds and scales the neighbor lists of a gallery, and reports progress.
 *
 * @param features G x D, if they are known
 * @param distances G x G, if they are known
 */
record GallerySearch(
        Optional<Matrix> features,
        Optional<Matrix> distances,
        SelfMatch selfMatch,
        Parallelism parallelism,
        ProgressListener progress)
        implements GalleryNeighbors.Search {

    @Override
    public KnnGraph plain(int length) {
        KnnGraphBuilder builder = new KnnGraphBuilder(length, selfMatch, parallelism, progress);
        if (features.isPresent()) {
            return builder.exact(features.get());
        }
        Matrix gallery = distances.orElseThrow(() -> new IllegalArgumentException(
                "the neighbor lists of the gallery need its features, its distances or a graph"));
        ProgressMeter meter = new ProgressMeter(progress, "neighbors", gallery.rows());
        return builder.fromDistances(new ProgressMatrix(gallery, () -> meter.add(1)));
    }

    @Override
    public KnnGraph scaled(KnnGraph plain, int kg) {
        if (features.isPresent()) {
            return LocalScaling.ofFeatures(plain, features.get(), kg, parallelism, progress);
        }
        return LocalScaling.ofDistances(
                plain,
                distances.orElseThrow(() -> new IllegalArgumentException(
                        "this graph has plain lists, and scaling them needs the gallery: give its features, build the "
                                + "graph with lists='scaled', or use lists='plain'")),
                kg,
                parallelism,
                progress);
    }

    @Override
    public FoundNeighbors find(int length) {
        return features.isPresent()
                ? new KnnGraphBuilder(length, selfMatch, parallelism, progress).find(features.get())
                : GalleryNeighbors.Search.super.find(length);
    }
}
