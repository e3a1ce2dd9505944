package dev.icfrr.lucene;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.BytesRef;

/**
 * Neighbor lists as fields of documents, to write an index from an existing graph. A document gets the number of its
 * gallery item and the list of that item. Lists hold items, not Lucene's document numbers, which merges and deletions
 * change.
 *
 * <p>The list is a binary doc value {@code <name>}: a byte 1 for the format, the build and the number of gallery items
 * as 32-bit integers, then the items, nearest first, in 16 bits each for galleries of up to 65,536 items, otherwise in
 * 32 bits. All integers are little-endian. The item is the numeric doc value {@code <name>.item}, with the build in its
 * upper 32 bits. The build is a random number that all lists of one graph share.
 *
 * <p>Lists that leave out the item itself, {@link SelfMatch#INDEX}, also serve the multi-scale vote. For it a binary
 * doc value {@code <name>.chance} holds a byte 1 for the format, the build as a 32-bit integer, the number of scales up
 * to the chosen K and the number of counts as bytes, a byte per scale with its weight, and as 32-bit integers how many
 * lists hold the item among their first 4, 8, 16, … neighbors; the last count holds for all larger scales.
 */
public final class NeighborListField {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 1 + 2 * Integer.BYTES;
    private static final int LARGEST_FOR_16_BITS = 1 << 16;

    private final String name;
    private final KnnGraph graph;
    private final int build;
    private final ChanceCounts[] counts;

    /**
     * Creates the field for the lists of one graph, which become one build. Lists of different builds are not combined.
     */
    public NeighborListField(String name, KnnGraph graph) {
        this(name, graph, advice(graph, Parallelism.allCores()), new SecureRandom().nextInt());
    }

    /** Creates the field for lists whose K has been chosen from other lists of the same gallery. */
    NeighborListField(String name, KnnGraph graph, MultiscaleAdvice advice) {
        this(name, graph, advice, new SecureRandom().nextInt());
    }

    NeighborListField(String name, KnnGraph graph, MultiscaleAdvice advice, int build) {
        this.name = Objects.requireNonNull(name, "name");
        this.graph = Objects.requireNonNull(graph, "graph");
        this.build = build;
        this.counts = graph.selfMatch() == SelfMatch.INDEX
                ? ChanceCounts.ofGallery(graph, advice, build)
                : new ChanceCounts[0];
    }

    /**
     * Chooses K and the weights of its scales for queries that are not known yet, from the lists of up to 256 items.
     */
    static MultiscaleAdvice advice(KnnGraph graph, Parallelism parallelism) {
        return MultiscaleAdvice.ofItems(graph, parallelism);
    }

    /**
     * Returns the fields of one document.
     *
     * @param item the number of the document in the graph, unique in the index
     */
    public List<Field> of(int item) {
        int[] neighbors = graph.neighbors(item);
        boolean narrow = graph.size() <= LARGEST_FOR_16_BITS;
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + neighbors.length * (narrow ? Short.BYTES : Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(FORMAT)
                .putInt(build)
                .putInt(graph.size());
        for (int neighbor : neighbors) {
            if (narrow) {
                bytes.putChar((char) neighbor);
            } else {
                bytes.putInt(neighbor);
            }
        }
        Field list = new BinaryDocValuesField(name, new BytesRef(bytes.array()));
        Field number = new NumericDocValuesField(itemField(name), (long) build << Integer.SIZE | item);
        return counts.length == 0
                ? List.of(list, number)
                : List.of(list, number, new BinaryDocValuesField(ChanceCounts.field(name), counts[item].bytes()));
    }

    /** Returns the name of the field with the item numbers. */
    static String itemField(String name) {
        return name + ".item";
    }

    static int build(long buildAndItem) {
        return (int) (buildAndItem >>> Integer.SIZE);
    }

    static int item(long buildAndItem) {
        return (int) buildAndItem;
    }

    /** Returns the build with the most documents, the smaller one on a tie, or 0 if there is none. */
    static int mostFrequent(Map<Integer, Integer> documentsByBuild) {
        return documentsByBuild.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<Integer, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    /**
     * A stored list.
     *
     * @param gallerySize number of items of the gallery
     * @param items nearest first
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package
    record NeighborList(int build, int gallerySize, int[] items) {

        /** @throws CorruptIndexException if the value is not such a list */
        static NeighborList of(BytesRef value, String where) throws CorruptIndexException {
            ByteBuffer bytes = ByteBuffer.wrap(value.bytes, value.offset, value.length)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.remaining() < HEADER_BYTES || bytes.get() != FORMAT) {
                throw new CorruptIndexException("no neighbor list of a known format", where);
            }
            int build = bytes.getInt();
            int gallerySize = bytes.getInt();
            boolean narrow = gallerySize <= LARGEST_FOR_16_BITS;
            int[] items = new int[bytes.remaining() / (narrow ? Short.BYTES : Integer.BYTES)];
            for (int rank = 0; rank < items.length; rank++) {
                items[rank] = narrow ? bytes.getChar() : bytes.getInt();
            }
            if (bytes.hasRemaining() || items.length >= gallerySize) {
                throw new CorruptIndexException(
                        items.length + " neighbors in a gallery of " + gallerySize + " items", where);
            }
            return new NeighborList(build, gallerySize, items);
        }
    }
}
