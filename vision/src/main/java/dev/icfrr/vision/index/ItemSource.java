package dev.icfrr.vision.index;

import dev.icfrr.matrix.Matrix;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/** Items to write into an index, in order. One thread reads them. */
public interface ItemSource {

    /** Returns the number of items. */
    int size();

    /** Returns the number of values per feature. */
    int dimension();

    /** Copies one feature. */
    void copyFeature(int item, float[] into);

    /** Returns the id of an item. */
    String id(int item);

    /** Returns the label of an item's class, or {@link IndexItem#UNKNOWN}. */
    long label(int item);

    /** Returns a JPEG or PNG file; empty for none. */
    Optional<byte[]> thumbnail(int item);

    /** Returns the SHA-256 of the image's file; empty if it is unknown. */
    Optional<byte[]> contentHash(int item);

    /** Returns items that have only features, ids and labels. */
    static ItemSource of(Matrix features, IntFunction<String> ids, IntToLongFunction labels) {
        return new ItemSource() {
            @Override
            public int size() {
                return features.rows();
            }

            @Override
            public int dimension() {
                return features.columns();
            }

            @Override
            public void copyFeature(int item, float[] into) {
                features.copyRow(item, into);
            }

            @Override
            public String id(int item) {
                return ids.apply(item);
            }

            @Override
            public long label(int item) {
                return labels.applyAsLong(item);
            }

            @Override
            public Optional<byte[]> thumbnail(int item) {
                return Optional.empty();
            }

            @Override
            public Optional<byte[]> contentHash(int item) {
                return Optional.empty();
            }
        };
    }
}
