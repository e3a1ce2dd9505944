package dev.icfrr.knn;

import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The neighbor lists of a gallery: the nearest other items of every item, nearest first. Re-ranking needs nothing else
 * of the gallery. {@link KnnGraphBuilder} finds the lists. Immutable and safe to share between threads. Takes
 * {@code size * neighborsPerItem * 2} bytes outside the Java heap for galleries of up to 65,536 items and twice that
 * for larger ones.
 */
public final class KnnGraph {
    private final NeighborLists lists;
    private final int kg;
    private final SelfMatch selfMatch;
    private final ListOrder order;
    private final String provenance;

    KnnGraph(NeighborLists lists, int kg, SelfMatch selfMatch, ListOrder order, String provenance) {
        this.lists = lists;
        this.kg = kg;
        this.selfMatch = selfMatch;
        this.order = order;
        this.provenance = provenance;
    }

    /** Returns the number of gallery items, G. */
    public int size() {
        return lists.size();
    }

    /** Returns how many neighbors per item were asked for, KG; may be larger than the gallery. */
    public int kg() {
        return kg;
    }

    /** Returns how many neighbors each item has: {@code min(KG, G - 1)}. */
    public int neighborsPerItem() {
        return Math.min(kg, lists.size() - 1);
    }

    /** Returns what was left out of each item's sorted row. */
    public SelfMatch selfMatch() {
        return selfMatch;
    }

    /** Returns what the lists are ordered by. */
    public ListOrder order() {
        return order;
    }

    /** Returns the note of {@link #withProvenance}, or an empty string. */
    public String provenance() {
        return provenance;
    }

    /**
     * Returns the same graph, sharing its memory, with a note of its origin that is saved with it.
     *
     * @param note for example inputs, their hashes and the program's version; at most 2,048 bytes of UTF-8 can be saved
     */
    public KnnGraph withProvenance(String note) {
        return new KnnGraph(lists, kg, selfMatch, order, Objects.requireNonNull(note, "note"));
    }

    /**
     * Writes the graph to a file, see {@code docs/formats/knn-graph.md}. The file appears only when it is complete.
     *
     * @throws IOException if there is no such folder or not enough space
     */
    public void save(Path path) throws IOException {
        new NeighborFile(lists, kg, selfMatch, order, provenance).write(path);
    }

    /**
     * Maps a graph that {@link #save} wrote. This takes milliseconds for any size, and no heap. The file must not
     * change while the graph is in use. Only the header is checked, see {@link #verify}.
     *
     * @throws IOException if the file is not a graph, of another version or truncated
     */
    public static KnnGraph open(Path path) throws IOException {
        NeighborFile file = NeighborFile.open(path);
        return new KnnGraph(file.lists(), file.kg(), file.selfMatch(), file.order(), file.provenance());
    }

    /**
     * Reads a saved graph completely and checks its checksums, and that every neighbor is a gallery index.
     *
     * @throws IOException naming the first fault
     */
    public static void verify(Path path) throws IOException {
        NeighborFile.verify(path);
    }

    /**
     * Returns one neighbor.
     *
     * @param item gallery index, 0 .. G-1
     * @param rank 0 .. {@link #neighborsPerItem()}-1, 0 the nearest
     * @return its gallery index
     */
    public int neighbor(int item, int rank) {
        Objects.checkIndex(item, size());
        Objects.checkIndex(rank, neighborsPerItem());
        return lists.get(item, rank);
    }

    /** Returns the neighbors of one item, nearest first. */
    public int[] neighbors(int item) {
        Objects.checkIndex(item, size());
        int[] row = new int[neighborsPerItem()];
        lists.copyRow(item, row, row.length);
        return row;
    }

    /**
     * Prepares for reading the lists of some items: if they are in a mapped file and not in memory, starts to read all
     * of them at once.
     *
     * @param items gallery indices
     */
    public void prefetch(int[] items) {
        lists.prefetch(items);
    }

    /**
     * Reads the lists into memory if they are in a mapped file, as far as the memory holds them. Stops early if the
     * thread is interrupted.
     */
    public void load() {
        lists.load();
    }

    /**
     * Returns the same graph with fewer neighbors per item, sharing its memory.
     *
     * @throws IllegalArgumentException if this graph does not hold as many
     */
    public KnnGraph truncated(int fewer) {
        requireKg(fewer);
        if (Math.min(fewer, size() - 1) > neighborsPerItem()) {
            throw new IllegalArgumentException("this graph holds " + neighborsPerItem()
                    + " neighbors per item, fewer than the KG " + fewer + " asked for: build it with a larger KG");
        }
        return new KnnGraph(lists, fewer, selfMatch, order, provenance);
    }

    /**
     * Returns the graph of the same gallery after items were added to it. It shares the memory of all lists that stay
     * the same.
     *
     * @param changes the lists that changed, as long as this graph's, and those of the added items
     * @throws IllegalArgumentException if the lists do not fit this graph
     */
    public KnnGraph changed(ListChanges changes) {
        if (size() - 1 < kg) {
            throw new IllegalArgumentException("lists that hold the whole gallery become longer when items are added");
        }
        return new KnnGraph(lists.changed(changes), kg, selfMatch, order, provenance);
    }

    /** Returns all lists that were changed or added since the graph was built; empty if there are none. */
    public Optional<ListChanges> changes() {
        return Optional.ofNullable(lists.changes());
    }

    /** Returns the lists for the re-ranking loops. */
    public NeighborLists lists() {
        return lists;
    }

    /**
     * Reads the neighbors off a full distance matrix with the default options, see
     * {@link KnnGraphBuilder#fromDistances}.
     *
     * @param distances G x G, row j the distances of item j to every item
     * @param kg neighbors per item
     */
    public static KnnGraph fromDistances(Matrix distances, int kg) {
        return KnnGraphBuilder.of(kg).fromDistances(distances);
    }

    /**
     * Finds the exact neighbors by Euclidean distance with the default options, see {@link KnnGraphBuilder#exact}.
     *
     * @param features G x D
     * @param kg neighbors per item
     */
    public static KnnGraph fromFeatures(Matrix features, int kg) {
        return KnnGraphBuilder.of(kg).exact(features);
    }

    /**
     * Returns the number of neighbors if it is at least 1.
     *
     * @throws IllegalArgumentException if it is smaller
     */
    public static int requireKg(int kg) {
        if (kg < 1) {
            throw new IllegalArgumentException("KG must be at least 1, not " + kg);
        }
        return kg;
    }
}
