package dev.icfrr.vision.index;

import java.util.Arrays;
import java.util.Optional;

/**
 * An item to add to an index.
 *
 * @param id unique name; not empty, no control characters, at most 1,024 bytes of UTF-8
 * @param feature D finite values
 * @param label of its class, or {@link #UNKNOWN}
 * @param thumbnail a JPEG or PNG file
 * @param contentHash SHA-256 of the image's file, so that the same image is not added twice
 */
@SuppressWarnings("ArrayRecordComponent") // on its way to a file, never compared
public record IndexItem(
        String id, float[] feature, long label, Optional<byte[]> thumbnail, Optional<byte[]> contentHash) {

    /** The label of an item of unknown class. */
    public static final long UNKNOWN = -1;

    /** Checks the length of the hash. The index checks the feature and the id. */
    public IndexItem {
        contentHash.ifPresent(hash -> {
            if (hash.length != ContentHashes.BYTES) {
                throw new IllegalArgumentException("a content hash has 32 bytes, not " + hash.length);
            }
        });
    }

    /** Returns an item with only a feature. */
    public static IndexItem of(String id, float[] feature) {
        return new IndexItem(id, feature, UNKNOWN, Optional.empty(), Optional.empty());
    }

    IndexItem withFeature(float[] value) {
        return new IndexItem(id, value, label, thumbnail, contentHash);
    }

    @Override
    public String toString() {
        return "IndexItem[" + id + ", " + feature.length + " values, label " + label + ", thumbnail "
                + thumbnail.map(bytes -> bytes.length + " bytes").orElse("none") + ", hash "
                + contentHash.map(Arrays::toString).orElse("none") + "]";
    }
}
