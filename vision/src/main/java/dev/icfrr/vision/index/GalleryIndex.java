package dev.icfrr.vision.index;

import dev.icfrr.io.FileHashes;
import dev.icfrr.io.FileNames;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListChanges;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.StackedMatrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.search.IvfSearch;
import dev.icfrr.search.NearestNeighborSearch;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.index.Generations.Pointer;
import dev.icfrr.vision.index.IndexManifest.FileEntry;
import dev.icfrr.vision.preprocess.PreprocessingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One state of an index, opened for reading. Its files are mapped, so it opens in milliseconds and uses little heap. It
 * is immutable and safe to share between threads, does not change while others change the index, and need not be
 * closed: its memory is released when nothing refers to it.
 */
public final class GalleryIndex implements ItemSource {
    private static final int RETRIES = 10;
    private static final long MOST_MANIFEST_BYTES = 64L << 20;

    private final Path folder;
    private final IndexManifest manifest;
    private final StoredItems written;
    private final Optional<AddedPart> added;
    private final Matrix features;
    /** Spare neighbors per item; not every list has all of them. */
    private final KnnGraph storedGraph;

    private final KnnGraph graph;
    private final Optional<KnnGraph> scaledGraph;
    private final Optional<Centers> centers;
    private final Optional<ThumbnailPacks> thumbnails;
    private final @Nullable InvertedLists clusters;
    /** The lists of the last full write that searches vote by. */
    private final KnnGraph writtenLists;

    private final Optional<Tensor> chanceVotes;

    private GalleryIndex(Path folder, Path files, IndexManifest manifest) throws IOException {
        this.folder = folder;
        this.manifest = manifest;
        Map<String, FileEntry> present = manifest.files();
        int size = manifest.size();
        int before = size - manifest.added();
        written = StoredItems.open(files, "", present.keySet(), before, manifest.dimension());
        added = manifest.added() == 0 ? Optional.empty() : Optional.of(AddedPart.open(files, manifest));
        features = added.<Matrix>map(part ->
                        new StackedMatrix(written.features(), part.items().features()))
                .orElse(written.features());
        KnnGraph plain = KnnGraph.open(files.resolve(GenerationWriter.NEIGHBORS));
        storedGraph = changed(plain, added.map(AddedPart::plain));
        graph = storedGraph.truncated(Math.min(manifest.kg(), storedGraph.kg()));
        Optional<IndexVote> scaled = manifest.vote().filter(vote -> vote.lists() == ListOrder.SCALED);
        Optional<KnnGraph> writtenScaled = scaled.isPresent()
                ? Optional.of(KnnGraph.open(files.resolve(GenerationWriter.SCALED_NEIGHBORS)))
                : Optional.empty();
        scaledGraph = writtenScaled.map(lists -> changed(lists, added.flatMap(AddedPart::scaled)));
        writtenLists = writtenScaled.orElse(plain);
        centers = manifest.centered() ? Optional.of(Centers.read(files, manifest)) : Optional.empty();
        thumbnails = ThumbnailPacks.open(files, present.keySet(), before, manifest.added());
        clusters = present.containsKey(GenerationWriter.CENTERS) ? clusters(files, present, added) : null;
        chanceVotes = present.containsKey(GenerationWriter.CHANCE_VOTES)
                ? Optional.of(TensorFiles.map(files.resolve(GenerationWriter.CHANCE_VOTES)))
                : Optional.empty();
        require(
                chanceVotes
                        .map(votes -> manifest.vote().isPresent() && votes.rank() == 1 && votes.count() == before)
                        .orElse(true),
                files,
                GenerationWriter.CHANCE_VOTES);
        require(
                graph.size() == size && graph.kg() == manifest.kg() && graph.selfMatch() == manifest.self(),
                files,
                GenerationWriter.NEIGHBORS);
        require(
                manifest.vote()
                        .map(vote -> manifest.self() == SelfMatch.INDEX && manifest.kg() >= vote.plainLength())
                        .orElse(true),
                files,
                GenerationWriter.NEIGHBORS);
        if (scaledGraph.isPresent()) {
            KnnGraph lists = scaledGraph.get();
            require(
                    lists.size() == size
                            && lists.kg() == scaled.orElseThrow().k()
                            && lists.selfMatch() == manifest.self()
                            && lists.order() == ListOrder.SCALED,
                    files,
                    GenerationWriter.SCALED_NEIGHBORS);
        }
        require(clusters == null || clusters.size() == size, files, GenerationWriter.CLUSTERS);
    }

    private static KnnGraph changed(KnnGraph lists, Optional<ListChanges> changes) {
        return changes.isPresent() ? lists.changed(changes.get()) : lists;
    }

    private static InvertedLists clusters(Path files, Map<String, FileEntry> present, Optional<AddedPart> added)
            throws IOException {
        InvertedLists written = clusters(files, present);
        try {
            return added.flatMap(AddedPart::clusters).map(written::with).orElse(written);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    files.resolve(AddedPart.PREFIX + GenerationWriter.CLUSTERS) + ": damaged: " + e.getMessage(), e);
        }
    }

    /** Maps the clusters; an index of an earlier program needs a pass over all items. */
    private static InvertedLists clusters(Path files, Map<String, FileEntry> present) throws IOException {
        Matrix centers =
                TensorFiles.map(files.resolve(GenerationWriter.CENTERS)).asMatrix();
        if (!present.containsKey(GenerationWriter.CLUSTER_ITEMS)) {
            return InvertedLists.of(
                    centers,
                    TensorFiles.map(files.resolve(GenerationWriter.CLUSTERS)).toIntArray());
        }
        return InvertedLists.stored(
                centers,
                TensorFiles.map(files.resolve(GenerationWriter.CLUSTER_STARTS)).toIntArray(),
                TensorFiles.map(files.resolve(GenerationWriter.CLUSTER_ITEMS)));
    }

    private static void require(boolean fits, Path files, String name) throws IOException {
        StoredItems.require(fits, files.resolve(name));
    }

    /**
     * Opens the newest complete state of an index.
     *
     * @throws IOException if there is no index, or if it is damaged or of another version; the message names the file
     */
    public static GalleryIndex open(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such index");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        for (int attempt = 1; ; attempt++) {
            Pointer pointer = Generations.current(folder)
                    .orElseThrow(() -> new IOException(folder + ": no index, or one whose building was interrupted: "
                            + "build it with 'icfrr index build'"));
            try {
                return open(folder, pointer);
            } catch (NoSuchFileException e) {
                // Two changes may have happened between reading CURRENT and opening the generation it names.
                boolean replaced = !pointer.equals(Generations.current(folder).orElse(null));
                if (!replaced || attempt == RETRIES) {
                    throw e;
                }
            }
        }
    }

    private static GalleryIndex open(Path folder, Pointer pointer) throws IOException {
        Path files = Generations.folder(folder, pointer.generation());
        Path description = files.resolve(Generations.MANIFEST);
        if (Files.size(description) > MOST_MANIFEST_BYTES) {
            throw new IOException(description + ": too large");
        }
        if (!FileHashes.sha256(description).equals(pointer.sha256())) {
            throw new IOException(description + ": damaged: its checksum is not the one in " + Generations.CURRENT);
        }
        IndexManifest manifest = ManifestJson.read(
                description,
                Files.readAllBytes(description),
                () -> PreprocessingFiles.read(files.resolve(GenerationWriter.PREPROCESSING)));
        for (Map.Entry<String, FileEntry> file : manifest.files().entrySet()) {
            Path path = files.resolve(file.getKey());
            long bytes = Files.size(path);
            if (bytes != file.getValue().bytes()) {
                throw new IOException(
                        path + ": " + bytes + " bytes, not " + file.getValue().bytes() + ": truncated or damaged");
            }
        }
        try {
            return new GalleryIndex(folder, files, manifest);
        } catch (IllegalArgumentException e) {
            throw new IOException(files + ": damaged: " + e.getMessage(), e);
        }
    }

    /** Returns whether this is still the newest state. Reads one small file. */
    public boolean isCurrent() throws IOException {
        return Generations.current(folder)
                .map(pointer -> pointer.generation() == manifest.generation())
                .orElse(true);
    }

    /**
     * Returns whether another state of an index maps the same files of all items but added ones. Their lists then
     * differ only where one of them was {@linkplain KnnGraph#changes() changed}.
     */
    public boolean hasSameFullWrite(GalleryIndex other) {
        return written.size() == other.written.size()
                && Stream.of(GenerationWriter.NEIGHBORS, GenerationWriter.SCALED_NEIGHBORS, GenerationWriter.LABELS)
                        .allMatch(name -> Objects.equals(
                                manifest.files().get(name),
                                other.manifest.files().get(name)));
    }

    /** Returns the newest state: this object if it is the newest, otherwise one opened now. */
    public GalleryIndex refreshed() throws IOException {
        return isCurrent() ? this : open(folder);
    }

    /** The folder of the index. */
    public Path folder() {
        return folder;
    }

    /** Returns the description of the index. */
    public IndexManifest manifest() {
        return manifest;
    }

    /** Returns the number of this state, counted from 1. */
    public long generation() {
        return manifest.generation();
    }

    @Override
    public int size() {
        return manifest.size();
    }

    @Override
    public int dimension() {
        return manifest.dimension();
    }

    /** Returns the G x D features in single precision, mapped; centered if the index centers features. */
    public Matrix features() {
        return features;
    }

    /** Returns the neighbor lists by distance, mapped. */
    public KnnGraph graph() {
        return graph;
    }

    /** Returns the neighbor lists with local scaling, of K neighbors, mapped; empty if the index has none. */
    public Optional<KnnGraph> scaledGraph() {
        return scaledGraph;
    }

    /**
     * Returns how searches re-rank unless they ask for something else: by the multi-scale vote that the index was built
     * with, otherwise by flat votes with the authors' defaults, as far as the lists reach.
     */
    public RerankSetup rerankSetup() {
        if (manifest.vote().isPresent()) {
            IndexVote vote = manifest.vote().get();
            KnnGraph lists = scaledGraph.orElseGet(() -> graph.truncated(vote.k()));
            return new RerankSetup(lists, vote.parameters(), () -> votesOfChance(lists, vote));
        }
        return new RerankSetup(
                graph.truncated(Math.min(IcfrrParameters.DEFAULT_KG, graph.kg())),
                IcfrrParameters.DEFAULTS.withUpdate(
                        manifest.self() == SelfMatch.FIRST ? UpdateRule.REFERENCE : UpdateRule.ACCUMULATING),
                () -> {
                    throw new IllegalStateException("flat votes have no votes of chance");
                });
    }

    /** Reads the stored counts and the lists that additions changed, or counts all lists. */
    private ChanceVotes votesOfChance(KnnGraph lists, IndexVote vote) {
        Scales scales = vote.parameters().scales();
        if (chanceVotes.isEmpty() || writtenLists.neighborsPerItem() < scales.largest()) {
            return ChanceVotes.of(lists, scales);
        }
        ChanceVotes counted =
                ChanceVotes.of(scales, writtenLists.size(), chanceVotes.get().toIntArray());
        return added.isPresent() ? counted.changed(writtenLists, lists) : counted;
    }

    /** Returns whether features are centered per domain. */
    public boolean isCentered() {
        return centers.isPresent();
    }

    /** Returns what the index knows of the domain of queries; empty if nothing was set or features are not centered. */
    public Optional<QueryBank> queryBank() {
        return centers.flatMap(Centers::bank);
    }

    /**
     * Returns a query's feature as searches need it: centered if the index centers features, otherwise unchanged. The
     * features of the index's own items are ready as they are.
     *
     * @param feature as the model gives it
     * @throws IllegalArgumentException if the index centers features and the feature has another length or is not
     *     finite
     */
    public float[] query(float[] feature) {
        return centers.map(found -> found.query(feature)).orElse(feature);
    }

    /** Returns the centers of the features; empty if they are not centered. */
    Optional<Centers> centers() {
        return centers;
    }

    /** Returns the stored neighbor lists including spare neighbors, for updates only. */
    KnnGraph storedGraph() {
        return storedGraph;
    }

    /** Returns the items of the last full write. */
    StoredItems written() {
        return written;
    }

    /** Returns what was added since the last full write; empty if nothing was. */
    Optional<AddedPart> added() {
        return added;
    }

    /** Returns the clusters of the gallery, if the index has them. */
    public Optional<InvertedLists> clusters() {
        return Optional.ofNullable(clusters);
    }

    /** Compares a query with every item. */
    public FlatSearch scan(Parallelism parallelism) {
        return new FlatSearch(features, parallelism);
    }

    /**
     * Finds the items nearest to a query: in the nearest clusters if the index has clusters, otherwise among all items.
     */
    public NearestNeighborSearch firstStage(Parallelism parallelism) {
        return clusters == null
                ? scan(parallelism)
                : new IvfSearch(features, clusters, IvfSearch.defaultMaxScanned(size()), parallelism);
    }

    /** Returns the model of the features, if known. */
    public Optional<ModelReference> model() {
        return manifest.model();
    }

    @Override
    public void copyFeature(int item, float[] into) {
        features.copyRow(item, into);
    }

    /** The feature of one item. */
    public float[] feature(int item) {
        float[] feature = new float[dimension()];
        copyFeature(item, feature);
        return feature;
    }

    @Override
    public String id(int item) {
        return part(item).id(place(item));
    }

    /** The item of that id. */
    public OptionalInt find(String id) {
        OptionalInt found = written.find(id);
        if (found.isPresent() || added.isEmpty()) {
            return found;
        }
        OptionalInt later = added.get().items().find(id);
        return later.isPresent() ? OptionalInt.of(written.size() + later.getAsInt()) : later;
    }

    /** Returns the files that hold an item. */
    private StoredItems part(int item) {
        return added.isPresent() && item >= written.size() ? added.get().items() : written;
    }

    /** Returns the number of an item in its {@link #part}. */
    private int place(int item) {
        return added.isPresent() && item >= written.size() ? item - written.size() : item;
    }

    /**
     * Finds an item by an id that a person typed: exactly, or else with composed or decomposed accents, which look the
     * same. macOS names files with decomposed ones.
     */
    public OptionalInt findTyped(String id) {
        return Stream.of(id, FileNames.composed(id), FileNames.decomposed(id))
                .map(this::find)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** Returns whether at least one item has a label. */
    public boolean isLabelled() {
        return written.isLabelled()
                || added.map(part -> part.items().isLabelled()).orElse(false);
    }

    @Override
    public long label(int item) {
        Objects.checkIndex(item, size());
        return part(item).label(place(item));
    }

    /** Returns the name of an item's class, if known. */
    public Optional<String> labelName(int item) {
        return Optional.ofNullable(manifest.labelNames().get(label(item)));
    }

    /** Returns a small JPEG or PNG file of the item. */
    @Override
    public Optional<byte[]> thumbnail(int item) {
        Objects.checkIndex(item, size());
        return thumbnails.flatMap(packs -> packs.get(item));
    }

    /** The thumbnails; empty if there are none. */
    Optional<ThumbnailPacks> thumbnails() {
        return thumbnails;
    }

    /**
     * Finds the first item, from a number on, whose image has a hash.
     *
     * @return -1 if there is none
     */
    int withContent(byte[] hash, int from) {
        int before = written.size();
        int found = from < before ? written.withContent(hash, from) : -1;
        if (found >= 0 || added.isEmpty()) {
            return found;
        }
        int later = added.get().items().withContent(hash, Math.max(0, from - before));
        return later < 0 ? -1 : before + later;
    }

    @Override
    public Optional<byte[]> contentHash(int item) {
        Objects.checkIndex(item, size());
        return part(item).contentHash(place(item));
    }
}
