package dev.icfrr.lucene;

import dev.icfrr.knn.KnnGraph;
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
 * Neighbor lists as fields of documents, for an index that is written anew from a graph built before: a document gets the
 * list of its gallery item, and the number of the item itself. Lists name items, never Lucene's document numbers, which merges
 * and deletions change.
 *
 * <p>The list is a binary doc value {@code <name>}: a byte 1 for the format, the building and the number of gallery items as
 * 32-bit integers, then the items, nearest first, in 16 bits each for galleries of up to 65,536 items, else in 32, all
 * little-endian. The item is the numeric doc value {@code <name>.item}, with the building in its upper 32 bits.
 */
public final class NeighborListField {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 1 + 2 * Integer.BYTES;
    private static final int LARGEST_FOR_16_BITS = 1 << 16;

    private final String name;
    private final KnnGraph graph;
    private final int building;

    /** For the lists of one graph, which become one building: documents of another do not know them. */
    public NeighborListField(String name, KnnGraph graph) {
        this(name, graph, new SecureRandom().nextInt());
    }

    NeighborListField(String name, KnnGraph graph, int building) {
        this.name = Objects.requireNonNull(name, "name");
        this.graph = Objects.requireNonNull(graph, "graph");
        this.building = building;
    }

    /**
     * The fields of one document.
     *
     * @param item its number in the graph; no other document may have it
     */
    public List<Field> of(int item) {
        int[] neighbors = graph.neighbors(item);
        boolean narrow = graph.size() <= LARGEST_FOR_16_BITS;
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + neighbors.length * (narrow ? Short.BYTES : Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(FORMAT)
                .putInt(building)
                .putInt(graph.size());
        for (int neighbor : neighbors) {
            if (narrow) {
                bytes.putChar((char) neighbor);
            } else {
                bytes.putInt(neighbor);
            }
        }
        return List.of(
                new BinaryDocValuesField(name, new BytesRef(bytes.array())),
                new NumericDocValuesField(itemField(name), (long) building << Integer.SIZE | item));
    }

    /** The field that numbers the items of the lists in a field. */
    static String itemField(String name) {
        return name + ".item";
    }

    static int building(long buildingAndItem) {
        return (int) (buildingAndItem >>> Integer.SIZE);
    }

    static int item(long buildingAndItem) {
        return (int) buildingAndItem;
    }

    /** The building with the most documents; of equally many the one with the smaller number, and 0 of none. */
    static int mostFrequent(Map<Integer, Integer> documentsByBuilding) {
        return documentsByBuilding.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<Integer, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    /**
     * A list read back.
     *
     * @param gallerySize number of items that ranks are ranks among
     * @param items nearest first
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package
    record NeighborList(int building, int gallerySize, int[] items) {

        /** @throws CorruptIndexException if it is no such list */
        static NeighborList of(BytesRef value, String where) throws CorruptIndexException {
            ByteBuffer bytes = ByteBuffer.wrap(value.bytes, value.offset, value.length)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.remaining() < HEADER_BYTES || bytes.get() != FORMAT) {
                throw new CorruptIndexException("no neighbor list of a known format", where);
            }
            int building = bytes.getInt();
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
            return new NeighborList(building, gallerySize, items);
        }
    }
}
