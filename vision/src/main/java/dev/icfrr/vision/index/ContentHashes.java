package dev.icfrr.vision.index;

import dev.icfrr.io.FileHashes;
import dev.icfrr.tensor.Tensor;
import java.util.Arrays;

/** SHA-256 hashes of the image files, 32 bytes per item; all zeros for an item without an image. */
final class ContentHashes {
    static final int BYTES = 32;
    private static final byte[] NONE = new byte[BYTES];

    private ContentHashes() {}

    static byte[] of(byte[] file) {
        return FileHashes.newDigest().digest(file);
    }

    static boolean isNone(byte[] hash) {
        return Arrays.equals(hash, NONE);
    }

    static byte[] read(Tensor hashes, int item) {
        long[] values = new long[BYTES];
        hashes.copyTo((long) item * BYTES, values, 0, BYTES);
        byte[] hash = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            hash[i] = (byte) values[i];
        }
        return hash;
    }
}
