package dev.icfrr.vision.index;

import dev.icfrr.knn.AddedNeighbors;
import dev.icfrr.knn.AddedScaledLists;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListChanges;
import dev.icfrr.knn.ListRadii;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.search.IvfSearch;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The lists that change when items are added to an index, together with those that changed since the last full write.
 *
 * @param plain changed and added plain lists, with spare neighbors
 * @param scaled changed and added scaled lists; empty if searches do not use them
 * @param clusters the cluster of each item added since the last full write; empty if the index has no clusters
 * @param radii of all plain lists of the last full write; empty if the index has them already
 */
@SuppressWarnings("ArrayRecordComponent") // lives only while a generation is written
record AddedChanges(
        ListChanges plain, Optional<ListChanges> scaled, Optional<int[]> clusters, Optional<float[]> radii) {
    /**
     * An item added to an approximate index is compared with so many others first, those of the nearest clusters, and
     * with all if there are no more.
     */
    private static final int COMPARED = 1 << 16;

    /**
     * Finds the changes.
     *
     * @param more new items, with centered features if the index centers features
     * @return empty if the lists cannot be updated one by one
     */
    static Optional<AddedChanges> find(GalleryIndex base, ItemSource more, IndexSettings settings) throws IOException {
        return find(base, more, settings, COMPARED);
    }

    /** @param first how many others an item is compared with first, if the index has clusters and more items */
    static Optional<AddedChanges> find(GalleryIndex base, ItemSource more, IndexSettings settings, int first)
            throws IOException {
        Parallelism parallelism = settings.parallelism();
        KnnGraph old = base.storedGraph();
        boolean compareAll = base.clusters().isEmpty() || base.size() <= first;
        Matrix before = compareAll ? base.features() : base.featuresInAnyOrder();
        Matrix features = new StackedMatrix(before, inMemory(more));
        int written = base.size() - base.manifest().added();
        Optional<float[]> computed = base.manifest().files().containsKey(GenerationWriter.RADII)
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(ListRadii.of(old, base.features(), 0, parallelism), written));
        Tensor radii = computed.isPresent() ? Tensor.of(computed.get(), written) : radii(base, written);
        Optional<AddedNeighbors.Found> found = AddedNeighbors.find(
                old,
                features,
                radii,
                compareAll ? null : start(base, features, first, parallelism),
                Math.min(settings.kg(), old.kg()),
                parallelism);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ListChanges plain = found.get().lists();
        KnnGraph graph = old.changed(plain);
        Optional<KnnGraph> scaled = base.scaledGraph();
        if (scaled.isPresent()) {
            Optional<ListChanges> lists = AddedScaledLists.find(
                    base.graph(),
                    scaled.get(),
                    plain,
                    graph,
                    features,
                    found.get().compared().orElse(null),
                    parallelism);
            if (lists.isEmpty()) {
                return Optional.empty();
            }
            scaled = Optional.of(scaled.get().changed(lists.get()));
        }
        return Optional.of(new AddedChanges(
                graph.changes().orElseThrow(),
                scaled.flatMap(KnnGraph::changes),
                clusters(base, features, parallelism),
                computed));
    }

    private static Matrix inMemory(ItemSource items) {
        float[][] rows = new float[items.size()][items.dimension()];
        for (int item = 0; item < rows.length; item++) {
            items.copyFeature(item, rows[item]);
        }
        return Matrix.ofRows(rows);
    }

    private static Tensor radii(GalleryIndex base, int written) throws IOException {
        Path file = Generations.folder(base.folder(), base.generation()).resolve(GenerationWriter.RADII);
        Tensor radii = TensorFiles.map(file);
        StoredItems.require(radii.rank() == 1 && radii.count() == written, file);
        return radii;
    }

    /** Returns the items that a new item is compared with first: those of the nearest clusters. */
    private static IntFunction<int[]> start(GalleryIndex base, Matrix features, int count, Parallelism parallelism) {
        IvfSearch search = new IvfSearch(base.features(), base.clusters().orElseThrow(), count, parallelism);
        float[] feature = new float[features.columns()];
        return item -> {
            features.copyRow(item, feature);
            return search.compared(feature, base.storedGraph().kg() + 1);
        };
    }

    private static Optional<int[]> clusters(GalleryIndex base, Matrix features, Parallelism parallelism) {
        Optional<InvertedLists> clusters = base.clusters();
        if (clusters.isEmpty()) {
            return Optional.empty();
        }
        int[] before = base.added().flatMap(AddedPart::clusters).orElse(new int[0]);
        int[] more = clusters.get().nearest(features, base.size(), parallelism);
        return Optional.of(
                IntStream.concat(Arrays.stream(before), Arrays.stream(more)).toArray());
    }
}
