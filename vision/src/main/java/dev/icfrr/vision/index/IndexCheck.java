package dev.icfrr.vision.index;

import dev.icfrr.advice.ListCounts;
import dev.icfrr.io.FileHashes;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListChanges;
import dev.icfrr.knn.ListRadii;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.matrix.Finite;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Verifies an index by reading all of its files. */
public final class IndexCheck {

    private IndexCheck() {}

    /**
     * Checks that every file of the newest state matches its checksum, and that the files are consistent with each
     * other.
     *
     * @return the state that was checked
     * @throws IOException naming the first fault
     */
    public static GalleryIndex verify(Path folder) throws IOException {
        GalleryIndex index = GalleryIndex.open(folder);
        Path files = Generations.folder(folder, index.generation());
        for (Map.Entry<String, IndexManifest.FileEntry> file :
                index.manifest().files().entrySet()) {
            Path path = files.resolve(file.getKey());
            if (!FileHashes.sha256(path).equals(file.getValue().sha256())) {
                throw new IOException(path + ": damaged: its checksum is another than when it was written;"
                        + " take it from a backup or build the index again");
            }
        }
        KnnGraph.verify(files.resolve(GenerationWriter.NEIGHBORS));
        verifyAdded(index, files);
        if (index.scaledGraph().isPresent()) {
            KnnGraph.verify(files.resolve(GenerationWriter.SCALED_NEIGHBORS));
            verifyScaled(index, index.scaledGraph().get(), files.resolve(GenerationWriter.SCALED_NEIGHBORS));
        }
        verifyChanceVotes(index, files);
        verifyListCounts(index, files);
        verifyItems(index, files);
        verifyRadii(index, files);
        verifyClusters(index, files);
        return index;
    }

    /** Checks that the neighbors of changed lists are items. */
    private static void verifyAdded(GalleryIndex index, Path files) throws IOException {
        if (index.added().isPresent()) {
            AddedPart added = index.added().get();
            verify(added.plain(), files.resolve(AddedPart.CHANGED_LISTS));
            if (added.scaled().isPresent()) {
                verify(added.scaled().get(), files.resolve(AddedPart.CHANGED_SCALED_LISTS));
            }
        }
    }

    /** Checks that there is a radius per list of the last full write, which reaches its last neighbor. */
    private static void verifyRadii(GalleryIndex index, Path files) throws IOException {
        if (!index.manifest().files().containsKey(GenerationWriter.RADII)) {
            return;
        }
        Path file = files.resolve(GenerationWriter.RADII);
        Tensor radii = TensorFiles.map(file);
        int written = index.size() - index.manifest().added();
        StoredItems.require(radii.rank() == 1 && radii.count() == written, file);
        float[] least = ListRadii.of(index.storedGraph(), index.features(), 0, Parallelism.allCores());
        for (int item = 0; item < written; item++) {
            double radius = radii.getDouble(item);
            if (!(radius >= least[item])) {
                throw new IOException(file + ": damaged: the radius of item " + item + " is " + radius
                        + ", less than the squared distance of its last neighbor, " + least[item]);
            }
        }
    }

    private static void verify(ListChanges changes, Path file) throws IOException {
        try {
            changes.verify();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": damaged: " + e.getMessage(), e);
        }
    }

    /** Checks that each scaled list holds neighbors of the plain list that it is made from. */
    private static void verifyScaled(GalleryIndex index, KnnGraph scaled, Path file) throws IOException {
        int pool = Math.min(LocalScaling.plainLength(scaled.kg()), index.size() - 1);
        BitSet near = new BitSet(index.size());
        for (int item = 0; item < index.size(); item++) {
            near.clear();
            for (int rank = 0; rank < pool; rank++) {
                near.set(index.graph().neighbor(item, rank));
            }
            for (int neighbor : scaled.neighbors(item)) {
                if (!near.get(neighbor)) {
                    throw new IOException(file + ": item " + item + " lists " + neighbor
                            + " twice, or as a neighbor that is" + " not on its list in " + GenerationWriter.NEIGHBORS);
                }
                near.clear(neighbor);
            }
        }
    }

    /** Checks that the votes of chance are those of the lists. */
    private static void verifyChanceVotes(GalleryIndex index, Path files) throws IOException {
        if (index.manifest().files().containsKey(GenerationWriter.CHANCE_VOTES)) {
            RerankSetup setup = index.rerankSetup();
            ChanceVotes counted =
                    ChanceVotes.of(setup.lists(), setup.parameters().scales());
            if (!Arrays.equals(setup.votesOfChance().get().toArray(), counted.toArray())) {
                throw new IOException(
                        files.resolve(GenerationWriter.CHANCE_VOTES) + ": damaged: it does not fit the neighbor lists");
            }
        }
    }

    /** Checks that the counts of lists are those of the lists. */
    private static void verifyListCounts(GalleryIndex index, Path files) throws IOException {
        if (index.manifest().files().containsKey(GenerationWriter.LIST_COUNTS)) {
            ListCounts stored = index.agreement().orElseThrow().counts();
            ListCounts counted = ListCounts.of(index.graph(), stored.scales(), Parallelism.allCores());
            if (!Arrays.equals(
                    stored.toTensor().toIntArray(), counted.toTensor().toIntArray())) {
                throw new IOException(
                        files.resolve(GenerationWriter.LIST_COUNTS) + ": damaged: it does not fit the neighbor lists");
            }
        }
    }

    /** Checks that the items of the clusters are those of the cluster of each item. */
    private static void verifyClusters(GalleryIndex index, Path files) throws IOException {
        if (index.clusters().isEmpty()) {
            return;
        }
        Path items = files.resolve(GenerationWriter.CLUSTER_ITEMS);
        try {
            IntStream written = Arrays.stream(
                    TensorFiles.map(files.resolve(GenerationWriter.CLUSTERS)).toIntArray());
            int[] added = index.added().flatMap(AddedPart::clusters).orElse(new int[0]);
            int[] clusterOf = IntStream.concat(written, Arrays.stream(added)).toArray();
            if (!Arrays.equals(index.clusters().get().clusterOf(), clusterOf)) {
                throw new IOException(items + ": does not fit " + GenerationWriter.CLUSTERS);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(items + ": damaged: " + e.getMessage(), e);
        }
    }

    private static void verifyItems(GalleryIndex index, Path files) throws IOException {
        float[] feature = new float[index.dimension()];
        try {
            for (int item = 0; item < index.size(); item++) {
                index.copyFeature(item, feature);
                Finite.requireFinite(feature, feature.length, item);
                String id = index.id(item);
                Ids.bytes(id);
                if (index.find(id).orElse(-1) != item) {
                    throw new IOException(files.resolve(GenerationWriter.ID_ORDER) + ": item " + item + ", '" + id
                            + "', is not found by its id");
                }
                Optional<byte[]> hash = index.contentHash(item);
                if (hash.isPresent() && index.withContent(hash.get(), item) != item) {
                    throw new IOException(files.resolve(GenerationWriter.CONTENT_ORDER) + ": item " + item + ", '" + id
                            + "', is not found by the hash of its image");
                }
                index.thumbnail(item);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IOException(files + ": " + e.getMessage(), e);
        }
    }

    /** Returns the total size in bytes of the files of an index's newest state. */
    public static long bytes(GalleryIndex index) throws IOException {
        long bytes = 0;
        Path files = Generations.folder(index.folder(), index.generation());
        for (String name : index.manifest().files().keySet()) {
            bytes += Files.size(files.resolve(name));
        }
        return bytes;
    }
}
