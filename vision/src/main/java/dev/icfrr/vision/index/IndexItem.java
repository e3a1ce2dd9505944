package dev.icfrr.vision.index;

import java.util.Arrays;
import java.util.Optional;

/**
 * One item for an index.
 *
 * @param id names it; not empty, no control characters, at most 1,024 bytes of UTF-8, unique in the index
 * @param feature D finite values
 * @param label of its class, or {@link #UNKNOWN}
 * @param thumbnail a JPEG or PNG file
 * @param contentHash SHA-256 of the image's file, so that the same image is not added twice
 */
@SuppressWarnings("ArrayRecordComponent") // on its way to a file, never compared
public record IndexItem(
        String id, float[] feature, long label, Optional<byte[]> thumbnail, Optional<byte[]> contentHash) {

    /** The label of an item whose class is not known. */
    public static final long UNKNOWN = -1;

    /** Checks the hash's length; the feature and the id are checked where they are added. */
    public IndexItem {
        contentHash.ifPresent(hash -> {
            if (hash.length != ContentHashes.BYTES) {
                throw new IllegalArgumentException("a content hash has 32 bytes, not " + hash.length);
            }
        });
    }

    /** An item known by its feature alone. */
    public static IndexItem of(String id, float[] feature) {
        return new IndexItem(id, feature, UNKNOWN, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "IndexItem[" + id + ", " + feature.length + " values, label " + label + ", thumbnail "
                + thumbnail.map(bytes -> bytes.length + " bytes").orElse("none") + ", hash "
                + contentHash.map(Arrays::toString).orElse("none") + "]";
    }
}
