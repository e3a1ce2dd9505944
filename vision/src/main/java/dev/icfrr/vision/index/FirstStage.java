package dev.icfrr.vision.index;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.search.IvfSearch;
import dev.icfrr.search.NearestNeighborSearch;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a state of an index finds the items nearest to a query.
 *
 * @param features G x D
 * @param clusters of the items; empty if a query is compared with every item
 */
record FirstStage(Matrix features, Optional<InvertedLists> clusters) {

    /**
     * Maps the clusters, if the index has them.
     *
     * @param features of all items
     * @param added the clusters of added items
     * @throws IOException if a file does not match the manifest
     */
    static FirstStage open(Path files, IndexManifest manifest, Matrix features, Optional<int[]> added)
            throws IOException {
        if (!manifest.files().containsKey(GenerationWriter.CENTERS)) {
            return new FirstStage(features, Optional.empty());
        }
        InvertedLists written = written(files, manifest);
        InvertedLists clusters;
        try {
            clusters = added.map(written::with).orElse(written);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    files.resolve(AddedPart.PREFIX + GenerationWriter.CLUSTERS) + ": damaged: " + e.getMessage(), e);
        }
        StoredItems.require(clusters.size() == manifest.size(), files.resolve(GenerationWriter.CLUSTERS));
        return new FirstStage(features, Optional.of(clusters));
    }

    /** Maps the clusters of the last full write; an index of an earlier program needs a pass over all items. */
    private static InvertedLists written(Path files, IndexManifest manifest) throws IOException {
        Matrix centers =
                TensorFiles.map(files.resolve(GenerationWriter.CENTERS)).asMatrix();
        if (!manifest.files().containsKey(GenerationWriter.CLUSTER_ITEMS)) {
            return InvertedLists.of(
                    centers,
                    TensorFiles.map(files.resolve(GenerationWriter.CLUSTERS)).toIntArray());
        }
        return InvertedLists.stored(
                centers,
                TensorFiles.map(files.resolve(GenerationWriter.CLUSTER_STARTS)).toIntArray(),
                TensorFiles.map(files.resolve(GenerationWriter.CLUSTER_ITEMS)));
    }

    /** Compares a query with every item. */
    FlatSearch scan(Parallelism parallelism) {
        return new FlatSearch(features, parallelism);
    }

    /** Compares a query with the items of the nearest clusters, or with every item if there are no clusters. */
    NearestNeighborSearch search(Parallelism parallelism) {
        return clusters.<NearestNeighborSearch>map(found ->
                        new IvfSearch(features, found, IvfSearch.defaultMaxScanned(features.rows()), parallelism))
                .orElseGet(() -> scan(parallelism));
    }
}
