package dev.icfrr.vision.index;

import dev.icfrr.io.ReadAhead;
import dev.icfrr.matrix.FloatMemory;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.search.IvfSearch;
import dev.icfrr.search.NearestNeighborSearch;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a state of an index finds the items nearest to a query.
 *
 * @param features G x D
 * @param scattered the same features, to be read in any order
 * @param clusters of the items; empty if a query is compared with every item
 */
record FirstStage(Matrix features, Matrix scattered, Optional<InvertedLists> clusters) {

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
            return new FirstStage(features, features, Optional.empty());
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
        return new FirstStage(features, scattered(files, features), Optional.of(clusters));
    }

    /** Maps the features once more. The first mapping is for reading all features in order. */
    private static Matrix scattered(Path files, Matrix features) throws IOException {
        Matrix written =
                TensorFiles.map(files.resolve(GenerationWriter.FEATURES)).asMatrix();
        return features instanceof StackedMatrix(Matrix _, Matrix added) ? new StackedMatrix(written, added) : written;
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
                        new IvfSearch(inAnyOrder(), found, IvfSearch.defaultMaxScanned(features.rows()), parallelism))
                .orElseGet(() -> scan(parallelism));
    }

    /** Reads the features that searches read into memory. */
    void load() {
        MemorySegment memory = writtenMemory();
        if (memory != null) {
            ReadAhead.load(memory);
        }
    }

    private @Nullable MemorySegment writtenMemory() {
        return FloatMemory.of(scattered instanceof StackedMatrix(Matrix written, Matrix _) ? written : scattered);
    }

    /** Returns the features for reading few of them, which lie anywhere in the file. */
    Matrix inAnyOrder() {
        MemorySegment memory = writtenMemory();
        if (clusters.isPresent() && memory != null) {
            ReadAhead.turnOff(memory);
        }
        return scattered;
    }
}
