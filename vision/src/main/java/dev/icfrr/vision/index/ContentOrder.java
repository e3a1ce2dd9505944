package dev.icfrr.vision.index;

import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * The items in the order of the first four bytes of their images' hashes, and by number where these are equal. Finds an
 * item by its hash without reading all hashes.
 */
final class ContentOrder {
    private static final ValueLayout.OfInt START = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment hashes;
    private final Tensor order;
    private final Path file;

    /**
     * Wraps an order.
     *
     * @param contents uint8 [G, 32]
     * @param order int32 [G]
     * @param file that the order was read from, or the hashes that it was computed of, to name it in messages
     */
    ContentOrder(Tensor contents, Tensor order, Path file) {
        hashes = hashes(contents);
        this.order = order;
        this.file = file;
    }

    private static MemorySegment hashes(Tensor contents) {
        return Objects.requireNonNull(contents.memory(DType.UINT8), "hashes must be stored as bytes");
    }

    /**
     * Sorts the items.
     *
     * @param contents uint8 [G, 32]
     * @return int32 [G]
     */
    static Tensor of(Tensor contents) {
        MemorySegment hashes = hashes(contents);
        long[] keys = new long[Math.toIntExact(contents.count() / ContentHashes.BYTES)];
        for (int item = 0; item < keys.length; item++) {
            keys[item] = start(hashes, item) << (Integer.SIZE - 1) | item;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        Arrays.setAll(order, place -> (int) keys[place] & Integer.MAX_VALUE);
        return Tensor.of(order, order.length);
    }

    private static long start(MemorySegment hashes, int item) {
        return Integer.toUnsignedLong(hashes.get(START, (long) item * ContentHashes.BYTES));
    }

    /**
     * Finds the first item, from a number on, with a hash.
     *
     * @param hash 32 bytes
     * @return -1 if there is none
     */
    int find(byte[] hash, int from) {
        MemorySegment wanted = MemorySegment.ofArray(hash);
        long start = start(wanted, 0);
        int count = (int) order.count();
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int item = item(middle);
            long there = start(hashes, item);
            if (there < start || (there == start && item < from)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int place = low; place < count; place++) {
            int item = item(place);
            if (start(hashes, item) != start) {
                return -1;
            }
            long at = (long) item * ContentHashes.BYTES;
            if (item >= from && hashes.asSlice(at, ContentHashes.BYTES).mismatch(wanted) < 0) {
                return item;
            }
        }
        return -1;
    }

    private int item(int place) {
        long item = order.getLong(place);
        if (item < 0 || item >= order.count()) {
            throw BlobFile.damage(file, "damaged: it names item " + item + " of " + order.count());
        }
        return (int) item;
    }
}
