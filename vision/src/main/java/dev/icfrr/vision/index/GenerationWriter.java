package dev.icfrr.vision.index;

import dev.icfrr.advice.ListCounts;
import dev.icfrr.io.DiskSync;
import dev.icfrr.io.FileHashes;
import dev.icfrr.io.FileTrees;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListRadii;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.RowWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.index.IndexManifest.FileEntry;
import dev.icfrr.vision.index.ModelReference.OnnxReference;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Writes the files of one generation into a new folder and publishes it when all files are complete. */
final class GenerationWriter {
    static final String FEATURES = "features.npy";
    static final String NEIGHBORS = "neighbors.knn";
    static final String SCALED_NEIGHBORS = "neighbors-scaled.knn";
    static final String IDS = "ids.blob";
    static final String ID_ORDER = "id-order.npy";
    static final String LABELS = "labels.npy";
    static final String CONTENTS = "contents.npy";
    static final String CONTENT_ORDER = "content-order.npy";
    /** The radii of the plain lists of items that were not added since, see {@link ListRadii}. */
    static final String RADII = "radii.npy";

    /** The votes of chance of the index's own vote, by the lists of the last full write. */
    static final String CHANCE_VOTES = "chance-votes.npy";

    /** How many plain lists hold each item, by the lists of the last full write, see {@link AgreementScales}. */
    static final String LIST_COUNTS = "list-counts.npy";

    static final String PREPROCESSING = "preprocessing.json";
    static final String CENTERS = "centers.npy";
    static final String CLUSTERS = "clusters.npy";
    static final String CLUSTER_STARTS = "cluster-starts.npy";
    static final String CLUSTER_ITEMS = "cluster-items.npy";

    /** Number of values written at once. */
    private static final int FEATURES_AT_A_TIME = 1 << 16;

    private final Path index;
    private final long generation;
    private final Path folder;
    private final WriteObserver steps;
    private final Map<String, FileEntry> files = new TreeMap<>();
    /** New files that are to be flushed to disk before they are published, together. */
    private final List<Path> unflushed = new ArrayList<>();

    /** The structures computed from the written features. */
    interface Neighborhood {
        StoredLists lists(Matrix features);

        /** Returns the clusters of the gallery; empty if searches scan the whole gallery. */
        Optional<InvertedLists> clusters(Matrix features);
    }

    GenerationWriter(Path index, long generation, WriteObserver steps) throws IOException {
        this.index = index;
        this.generation = generation;
        this.steps = steps;
        folder = index.resolve(Generations.name(generation) + ".tmp");
        FileTrees.delete(folder);
        Files.createDirectory(folder);
    }

    /**
     * Writes a complete generation and publishes it.
     *
     * @param items with centered features if there are centers
     */
    void write(
            ItemSource items, Optional<Centers> centers, Neighborhood neighborhood, IndexSettings settings, long nextId)
            throws IOException {
        writeIds(items, "");
        writeFeatures(items, "");
        Matrix features = TensorFiles.map(folder.resolve(FEATURES)).asMatrix();
        writeLabels(items, "");
        Optional<Tensor> contents = writeContents(items, "");
        if (contents.isPresent()) {
            writeTensor(CONTENT_ORDER, ContentOrder.of(contents.get()));
        }
        writeThumbnails(items);
        if (settings.model().isPresent() && settings.model().get() instanceof OnnxReference onnx) {
            steps.before(PREPROCESSING);
            Files.writeString(folder.resolve(PREPROCESSING), PreprocessingFiles.toJson(onnx.preprocessing()));
            written(PREPROCESSING);
        }
        steps.before("find neighbors");
        StoredLists lists = neighborhood.lists(features);
        writeGraph(NEIGHBORS, lists.plain());
        if (AddLimits.DEFAULT.mayGrow(lists.plain())) {
            writeRadii(ListRadii.of(lists.plain(), features, 0, settings.parallelism()));
        }
        if (lists.scaled().isPresent()) {
            writeGraph(SCALED_NEIGHBORS, lists.scaled().get());
        }
        Optional<ChanceVotes> chance = lists.votesOfChance();
        if (chance.isPresent()) {
            writeInts(CHANCE_VOTES, chance.get().toArray());
        }
        Optional<ListCounts> counts = lists.counts(settings.parallelism());
        if (counts.isPresent()) {
            writeTensor(LIST_COUNTS, counts.get().toTensor());
        }
        Optional<InvertedLists> clusters = neighborhood.clusters(features);
        if (clusters.isPresent()) {
            writeClusters(clusters.get());
        }
        if (centers.isPresent()) {
            writeMean(Centers.GALLERY, centers.get().gallery());
            writeBank(centers.get().bank());
        }
        publish(new IndexManifest(
                generation,
                items.size(),
                0,
                items.dimension(),
                lists.kg(),
                settings.self(),
                lists.vote(),
                centers.isPresent(),
                centers.flatMap(Centers::bank).map(QueryBank::queries).orElse(0L),
                settings.approximation(),
                nextId,
                settings.labelNames(),
                settings.model(),
                settings.program(),
                files));
    }

    /**
     * Writes a generation with another query bank, and publishes it. All other files are those of the last generation.
     */
    void writeQueryBank(GalleryIndex base, Optional<QueryBank> bank) throws IOException {
        linkFiles(base, name -> !name.equals(Centers.QUERIES));
        writeBank(bank);
        publish(base.manifest().next(bank.map(QueryBank::queries).orElse(0L), files));
    }

    /**
     * Writes a generation with more items, and publishes it. It shares all files of the last full write.
     *
     * @param more the new items, which come last; with centered features if there are centers
     * @param changes the lists of these and of all items added before
     */
    void writeAdded(GalleryIndex base, ItemSource more, AddedChanges changes, IndexSettings settings, long nextId)
            throws IOException {
        linkFiles(base, name -> !AddedPart.holds(name));
        int before = base.size() - base.manifest().added();
        ItemSource added =
                new ConcatenatedItems(base, IntStream.range(before, base.size()).toArray(), more);
        writeIds(added, AddedPart.PREFIX);
        writeFeatures(added, AddedPart.PREFIX);
        writeLabels(added, AddedPart.PREFIX);
        writeContents(added, AddedPart.PREFIX);
        writeAddedThumbnails(added);
        Optional<Tensor> contents = base.written().unorderedContents();
        if (contents.isPresent()) {
            writeTensor(CONTENT_ORDER, ContentOrder.of(contents.get()));
        }
        if (changes.radii().isPresent()) {
            writeRadii(changes.radii().get());
        }
        writeTensor(AddedPart.CHANGED_ITEMS, changes.plain().items());
        writeTensor(AddedPart.CHANGED_LISTS, changes.plain().lists());
        if (changes.scaled().isPresent()) {
            writeTensor(AddedPart.CHANGED_SCALED_ITEMS, changes.scaled().get().items());
            writeTensor(AddedPart.CHANGED_SCALED_LISTS, changes.scaled().get().lists());
        }
        if (changes.clusters().isPresent()) {
            writeInts(AddedPart.PREFIX + CLUSTERS, changes.clusters().get());
        }
        publish(base.manifest().grown(before + added.size(), added.size(), nextId, settings.labelNames(), files));
    }

    /** Gives files of the last generation a second name in this one, or copies them. */
    private void linkFiles(GalleryIndex base, Predicate<String> shared) throws IOException {
        Path before = Generations.folder(base.folder(), base.generation());
        for (Map.Entry<String, FileEntry> file : base.manifest().files().entrySet()) {
            String name = file.getKey();
            if (shared.test(name)) {
                steps.before(name);
                if (Generations.link(before.resolve(name), folder.resolve(name))) {
                    files.put(name, file.getValue());
                } else {
                    written(name);
                }
            }
        }
    }

    private void writeAddedThumbnails(ItemSource added) throws IOException {
        boolean known = false;
        for (int item = 0; item < added.size() && !known; item++) {
            known = added.thumbnail(item).isPresent();
        }
        if (known) {
            steps.before(ThumbnailPacks.ADDED);
            try (BlobWriter writer = new BlobWriter(folder.resolve(ThumbnailPacks.ADDED))) {
                for (int item = 0; item < added.size(); item++) {
                    writer.add(added.thumbnail(item).orElse(new byte[0]));
                }
                writer.finish();
            }
            written(ThumbnailPacks.ADDED);
        }
    }

    private void writeRadii(float[] radii) throws IOException {
        writeTensor(RADII, Tensor.of(radii, radii.length));
    }

    private void writeTensor(String name, Tensor tensor) throws IOException {
        steps.before(name);
        try (FileChannel channel =
                FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            NpyWriter.write(channel, tensor);
        }
        written(name);
    }

    private void writeBank(Optional<QueryBank> bank) throws IOException {
        if (bank.isPresent()) {
            writeMean(Centers.QUERIES, bank.get().mean());
        }
    }

    private void writeMean(String name, double[] mean) throws IOException {
        writeTensor(name, Tensor.of(mean, mean.length));
    }

    private void writeGraph(String name, KnnGraph graph) throws IOException {
        steps.before(name);
        graph.save(folder.resolve(name));
        written(name);
    }

    private void publish(IndexManifest manifest) throws IOException {
        steps.before(Generations.MANIFEST);
        Path description = folder.resolve(Generations.MANIFEST);
        Files.write(description, ManifestJson.write(manifest).getBytes(StandardCharsets.UTF_8));
        unflushed.add(description);
        DiskSync.files(unflushed);
        DiskSync.folder(folder);
        Generations.publish(index, folder, generation, steps);
    }

    /** Hashes a finished file. */
    private void written(String name) throws IOException {
        Path file = folder.resolve(name);
        unflushed.add(file);
        files.put(name, new FileEntry(Files.size(file), FileHashes.sha256(file)));
    }

    /** @param prefix starts the names of the files */
    private void writeIds(ItemSource items, String prefix) throws IOException {
        steps.before(prefix + IDS);
        byte[][] ids = new byte[items.size()][];
        try (BlobWriter writer = new BlobWriter(folder.resolve(prefix + IDS))) {
            for (int item = 0; item < ids.length; item++) {
                ids[item] = Ids.bytes(items.id(item));
                writer.add(ids[item]);
            }
            writer.finish();
        }
        written(prefix + IDS);
        writeInts(prefix + ID_ORDER, Ids.order(ids));
    }

    private void writeFeatures(ItemSource items, String prefix) throws IOException {
        steps.before(prefix + FEATURES);
        int columns = items.dimension();
        float[] row = new float[columns];
        float[] run = new float[Math.max(1, FEATURES_AT_A_TIME / columns) * columns];
        try (RowWriter writer =
                NpyWriter.create(folder.resolve(prefix + FEATURES), DType.FLOAT32, items.size(), columns)) {
            int filled = 0;
            for (int item = 0; item < items.size(); item++) {
                items.copyFeature(item, row);
                System.arraycopy(row, 0, run, filled++ * columns, columns);
                if (filled * columns == run.length || item == items.size() - 1) {
                    writer.writeRows(item + 1 - filled, filled, run);
                    filled = 0;
                }
            }
        }
        written(prefix + FEATURES);
    }

    private void writeClusters(InvertedLists clusters) throws IOException {
        steps.before(CENTERS);
        float[] row = new float[clusters.centers().columns()];
        try (RowWriter writer =
                NpyWriter.create(folder.resolve(CENTERS), DType.FLOAT32, clusters.count(), row.length)) {
            for (int cluster = 0; cluster < clusters.count(); cluster++) {
                clusters.centers().copyRow(cluster, row);
                writer.writeRow(cluster, row);
            }
        }
        written(CENTERS);
        writeInts(CLUSTERS, clusters.clusterOf());
        writeInts(CLUSTER_STARTS, clusters.starts());
        writeInts(CLUSTER_ITEMS, clusters.members());
    }

    private void writeInts(String name, int[] values) throws IOException {
        writeTensor(name, Tensor.of(values, values.length));
    }

    private void writeLabels(ItemSource items, String prefix) throws IOException {
        long[] labels = new long[items.size()];
        boolean known = false;
        for (int item = 0; item < labels.length; item++) {
            labels[item] = items.label(item);
            known |= labels[item] != IndexItem.UNKNOWN;
        }
        if (known) {
            writeTensor(prefix + LABELS, Tensor.of(labels, labels.length));
        }
    }

    /** Writes the hashes of images and returns them; writes nothing if no item has an image. */
    private Optional<Tensor> writeContents(ItemSource items, String prefix) throws IOException {
        byte[] hashes = new byte[0];
        boolean known = false;
        for (int item = 0; item < items.size(); item++) {
            Optional<byte[]> hash = items.contentHash(item);
            if (hash.isPresent()) {
                if (!known) {
                    hashes = new byte[Math.multiplyExact(items.size(), ContentHashes.BYTES)];
                }
                System.arraycopy(hash.get(), 0, hashes, item * ContentHashes.BYTES, ContentHashes.BYTES);
                known = true;
            }
        }
        if (!known) {
            return Optional.empty();
        }
        Tensor contents = Tensor.ofBytes(DType.UINT8, hashes, items.size(), ContentHashes.BYTES);
        writeTensor(prefix + CONTENTS, contents);
        return Optional.of(contents);
    }

    private void writeThumbnails(ItemSource items) throws IOException {
        steps.before("thumbnails");
        ThumbnailWriter writer = new ThumbnailWriter(folder, generation, items);
        if (items instanceof ConcatenatedItems(GalleryIndex base, int[] kept, ItemSource _)
                && base.thumbnails().isPresent()) {
            Path before = Generations.folder(base.folder(), base.generation());
            for (ThumbnailWriter.Part part :
                    writer.writeChanged(base.thumbnails().get(), before, kept)) {
                if (part.linked()) {
                    // A linked file is on disk already, and its checksum is known.
                    files.put(part.name(), base.manifest().files().get(part.before()));
                } else {
                    written(part.name());
                }
            }
        } else {
            for (ThumbnailWriter.Part part : writer.writeAll()) {
                written(part.name());
            }
        }
    }
}
