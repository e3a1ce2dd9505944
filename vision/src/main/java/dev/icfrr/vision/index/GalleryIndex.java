package dev.icfrr.vision.index;

import dev.icfrr.advice.ListAgreement;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.InvertedLists;
import dev.icfrr.search.NearestNeighborSearch;
import dev.icfrr.vision.index.IndexManifest.FileEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One state of an index, opened for reading. Its files are mapped, so it opens in milliseconds and uses little heap. It
 * is immutable and safe to share between threads, does not change while others change the index, and need not be
 * closed: its memory is released when nothing refers to it.
 */
public final class GalleryIndex implements ItemSource {
    private final IndexState state;
    private final Optional<AddedPart> added;
    private final IndexItems items;
    private final IndexLists lists;
    private final FirstStage firstStage;
    private final Optional<Centers> centers;

    private GalleryIndex(IndexState state) throws IOException {
        this.state = state;
        Path files = state.files();
        IndexManifest manifest = state.manifest();
        added = manifest.added() == 0 ? Optional.empty() : Optional.of(AddedPart.open(files, manifest));
        items = IndexItems.open(files, manifest, added.map(AddedPart::items));
        lists = IndexLists.open(files, manifest, added);
        firstStage = FirstStage.open(files, manifest, items.features(), added.flatMap(AddedPart::clusters));
        centers = manifest.centered() ? Optional.of(Centers.read(files, manifest)) : Optional.empty();
    }

    /**
     * Opens the newest complete state of an index.
     *
     * @throws IOException if there is no index, or if it is damaged or of another version; the message names the file
     */
    public static GalleryIndex open(Path folder) throws IOException {
        return IndexState.openNewest(folder, GalleryIndex::new);
    }

    /** Returns whether this is still the newest state. Reads one small file. */
    public boolean isCurrent() throws IOException {
        return state.isCurrent();
    }

    /**
     * Returns whether another state of an index maps the same files of all items but added ones. Their lists then
     * differ only where one of them was {@linkplain KnnGraph#changes() changed}.
     */
    public boolean hasSameFullWrite(GalleryIndex other) {
        return written().size() == other.written().size()
                && Stream.of(GenerationWriter.NEIGHBORS, GenerationWriter.SCALED_NEIGHBORS, GenerationWriter.LABELS)
                        .allMatch(name -> Objects.equals(
                                manifest().files().get(name),
                                other.manifest().files().get(name)));
    }

    /** Returns the newest state: this object if it is the newest, otherwise one opened now. */
    public GalleryIndex refreshed() throws IOException {
        return isCurrent() ? this : open(folder());
    }

    /** The folder of the index. */
    public Path folder() {
        return state.folder();
    }

    /** Returns the description of the index. */
    public IndexManifest manifest() {
        return state.manifest();
    }

    /** Returns the number of this state, counted from 1. */
    public long generation() {
        return manifest().generation();
    }

    @Override
    public int size() {
        return manifest().size();
    }

    @Override
    public int dimension() {
        return manifest().dimension();
    }

    /** Returns the G x D features in single precision, mapped; centered if the index centers features. */
    public Matrix features() {
        return items.features();
    }

    /** Returns the same features for reading few of them, which lie anywhere in the file. */
    Matrix featuresInAnyOrder() {
        return firstStage.inAnyOrder();
    }

    /** Returns the neighbor lists by distance, mapped. */
    public KnnGraph graph() {
        return lists.plain();
    }

    /** Returns the neighbor lists with local scaling, of K neighbors, mapped; empty if the index has none. */
    public Optional<KnnGraph> scaledGraph() {
        return lists.scaled();
    }

    /**
     * Returns how searches re-rank unless they ask for something else: by the multi-scale vote that the index was built
     * with, otherwise by flat votes with the authors' defaults, as far as the lists reach.
     */
    public RerankSetup rerankSetup() {
        return lists.rerankSetup();
    }

    /**
     * Returns a measure of how far the plain lists of the first items of a search agree, at scales up to half of K and
     * at most 32. Reads the stored counts of lists, or counts all lists in an index of an earlier program.
     *
     * @return empty if the index holds a single item
     */
    public Optional<ListAgreement> agreement() {
        return lists.agreement();
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
        return lists.stored();
    }

    /** Returns the items of the last full write. */
    StoredItems written() {
        return items.written();
    }

    /** Returns what was added since the last full write; empty if nothing was. */
    Optional<AddedPart> added() {
        return added;
    }

    /** Returns the clusters of the gallery, if the index has them. */
    public Optional<InvertedLists> clusters() {
        return firstStage.clusters();
    }

    /** Compares a query with every item. */
    public FlatSearch scan(Parallelism parallelism) {
        return firstStage.scan(parallelism);
    }

    /**
     * Finds the items nearest to a query: in the nearest clusters if the index has clusters, otherwise among all items.
     */
    public NearestNeighborSearch firstStage(Parallelism parallelism) {
        return firstStage.search(parallelism);
    }

    /**
     * Reads features and neighbor lists into memory, in order, as far as the memory holds them. Searches then wait for
     * no disk. Stops early if the thread is interrupted.
     */
    public void load() {
        firstStage.load();
        lists.scaled().ifPresent(KnnGraph::load);
        lists.plain().load();
    }

    /** Returns about how many bytes {@link #load} reads. */
    public long loadedBytes() {
        return Stream.of(GenerationWriter.FEATURES, GenerationWriter.NEIGHBORS, GenerationWriter.SCALED_NEIGHBORS)
                .map(manifest().files()::get)
                .filter(Objects::nonNull)
                .mapToLong(FileEntry::bytes)
                .sum();
    }

    /** Returns the model of the features, if known. */
    public Optional<ModelReference> model() {
        return manifest().model();
    }

    @Override
    public void copyFeature(int item, float[] into) {
        items.copyFeature(item, into);
    }

    /** The feature of one item. */
    public float[] feature(int item) {
        float[] feature = new float[dimension()];
        copyFeature(item, feature);
        return feature;
    }

    @Override
    public String id(int item) {
        return items.id(item);
    }

    /** The item of that id. */
    public OptionalInt find(String id) {
        return items.find(id);
    }

    /**
     * Finds an item by an id that a person typed: exactly, or else with composed or decomposed accents, which look the
     * same. macOS names files with decomposed ones.
     */
    public OptionalInt findTyped(String id) {
        return items.findTyped(id);
    }

    /** Returns whether at least one item has a label. */
    public boolean isLabelled() {
        return items.isLabelled();
    }

    @Override
    public long label(int item) {
        return items.label(item);
    }

    /**
     * Counts the items of each label among some items.
     *
     * @param first the first item
     * @param end the item after the last
     * @return the counts by label, without {@link IndexItem#UNKNOWN}
     */
    public Map<Long, Integer> countLabels(int first, int end) {
        return items.countLabels(first, end);
    }

    /** Returns the name of an item's class, if known. */
    public Optional<String> labelName(int item) {
        return Optional.ofNullable(manifest().labelNames().get(label(item)));
    }

    /** Returns a small JPEG or PNG file of the item. */
    @Override
    public Optional<byte[]> thumbnail(int item) {
        return items.thumbnail(item);
    }

    /** The thumbnails; empty if there are none. */
    Optional<ThumbnailPacks> thumbnails() {
        return items.thumbnails();
    }

    /**
     * Finds the first item, from a number on, whose image has a hash.
     *
     * @return -1 if there is none
     */
    int withContent(byte[] hash, int from) {
        return items.withContent(hash, from);
    }

    @Override
    public Optional<byte[]> contentHash(int item) {
        return items.contentHash(item);
    }
}
