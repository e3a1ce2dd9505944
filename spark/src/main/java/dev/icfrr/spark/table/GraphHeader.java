package dev.icfrr.spark.table;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;

/**
 * What is known about the neighbor lists of a table, kept as metadata of its column {@code neighbors}.
 *
 * @param size number of items of the gallery
 * @param kg neighbors asked for per item
 * @param selfMatch what the lists leave out as the item itself
 * @param order of the items on a list
 * @param recall share of true neighbors; 1 if exact
 * @param centered whether the features were centered per domain
 * @param weights of the scales of the multi-scale vote, if K was chosen together with the lists; else empty
 */
public record GraphHeader(
        int size,
        int kg,
        SelfMatch selfMatch,
        ListOrder order,
        double recall,
        boolean centered,
        List<Integer> weights) {
    private static final String SIZE = "icfrr.size";
    private static final String KG = "icfrr.kg";
    private static final String SELF = "icfrr.self";
    private static final String ORDER = "icfrr.order";
    private static final String RECALL = "icfrr.recall";
    private static final String CENTER = "icfrr.center";
    private static final String WEIGHTS = "icfrr.weights";
    private static final String VERSION = "icfrr.version";
    private static final String DOMAINS = "domains";

    public GraphHeader {
        weights = List.copyOf(weights);
    }

    /** Returns the length of every list. */
    public int perItem() {
        return Math.min(kg, size - 1);
    }

    /** Returns whether K and the weights of the scales were chosen together with the lists. */
    public boolean hasChosenK() {
        return !weights.isEmpty();
    }

    /** Returns the version of a table. Programs that know only plain lists, or no centers, must not read others. */
    private int version() {
        if (centered) {
            return 3;
        }
        return order == ListOrder.PLAIN ? 1 : 2;
    }

    Metadata metadata() {
        MetadataBuilder builder = new MetadataBuilder()
                .putLong(VERSION, version())
                .putString(ORDER, order.label())
                .putLong(SIZE, size)
                .putLong(KG, kg)
                .putString(SELF, selfMatch.label())
                .putDouble(RECALL, recall);
        if (centered) {
            builder.putString(CENTER, DOMAINS);
        }
        if (hasChosenK()) {
            builder.putLongArray(
                    WEIGHTS, weights.stream().mapToLong(Integer::longValue).toArray());
        }
        return builder.build();
    }

    /**
     * Reads the metadata of a column.
     *
     * @param name of the table, for messages
     * @return empty if the column was not written by this program
     */
    static Optional<GraphHeader> of(Metadata metadata, String name) {
        if (!metadata.contains(SIZE)) {
            return Optional.empty();
        }
        ListOrder order = metadata.contains(ORDER)
                ? ListOrder.valueOf(metadata.getString(ORDER).toUpperCase(Locale.ROOT))
                : ListOrder.PLAIN;
        GraphHeader header = new GraphHeader(
                Math.toIntExact(metadata.getLong(SIZE)),
                Math.toIntExact(metadata.getLong(KG)),
                SelfMatch.valueOf(metadata.getString(SELF).toUpperCase(Locale.ROOT)),
                order,
                metadata.getDouble(RECALL),
                metadata.contains(CENTER) && metadata.getString(CENTER).equals(DOMAINS),
                metadata.contains(WEIGHTS)
                        ? Arrays.stream(metadata.getLongArray(WEIGHTS))
                                .mapToObj(Math::toIntExact)
                                .toList()
                        : List.of());
        if (metadata.getLong(VERSION) != header.version()) {
            throw new IllegalArgumentException(name + ": table version " + metadata.getLong(VERSION)
                    + ", and this program reads versions 1 to 3: use the program that wrote it");
        }
        return Optional.of(header);
    }
}
