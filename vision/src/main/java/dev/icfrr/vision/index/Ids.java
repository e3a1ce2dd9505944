package dev.icfrr.vision.index;

import dev.icfrr.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The ids of items, with a lookup of the item of an id by binary search in byte order. */
final class Ids {
    static final int MOST_BYTES = 1024;

    private final BlobFile names;
    private final Tensor order;
    private final Path orderFile;

    /** @param orderFile the file that the order was read from, to name it in messages */
    Ids(BlobFile names, Tensor order, Path orderFile) {
        this.names = names;
        this.order = order;
        this.orderFile = orderFile;
    }

    /**
     * Encodes an id as it is stored.
     *
     * @throws IllegalArgumentException if the id is empty, too long or contains control characters
     */
    static byte[] bytes(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "an id takes 1 to " + MOST_BYTES + " bytes of UTF-8, not " + bytes.length);
        }
        if (id.chars().anyMatch(c -> Character.isISOControl(c))
                || !id.equals(new String(bytes, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException(
                    "the id '" + id.replaceAll("\\p{Cntrl}", "?") + "' holds control characters or broken surrogates");
        }
        return bytes;
    }

    /**
     * Checks the id of a new item.
     *
     * @throws IllegalArgumentException if the id is invalid, or one that clients drop from the addresses of items
     */
    static void requireNew(String id) {
        bytes(id);
        if (id.equals(".") || id.equals("..")) {
            throw new IllegalArgumentException("'" + id + "' cannot be an id: it cannot be part of an item's address");
        }
    }

    /**
     * Sorts the items by their ids.
     *
     * @throws IllegalArgumentException if an id occurs twice
     */
    static int[] order(byte[][] names) {
        int[] order = IntStream.range(0, names.length)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(names[a], names[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 1; i < order.length; i++) {
            if (Arrays.equals(names[order[i - 1]], names[order[i]])) {
                throw new IllegalArgumentException("the id '" + new String(names[order[i]], StandardCharsets.UTF_8)
                        + "' stands there twice: for items " + Math.min(order[i - 1], order[i]) + " and "
                        + Math.max(order[i - 1], order[i]));
            }
        }
        return order;
    }

    String get(int item) {
        return new String(names.get(item), StandardCharsets.UTF_8);
    }

    OptionalInt find(String id) {
        MemorySegment wanted = MemorySegment.ofArray(id.getBytes(StandardCharsets.UTF_8));
        int low = 0;
        int high = names.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int item = item(middle);
            int compared = compare(names.slice(item), wanted);
            if (compared == 0) {
                return OptionalInt.of(item);
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return OptionalInt.empty();
    }

    private int item(int place) {
        long item = order.getLong(place);
        if (item < 0 || item >= names.count()) {
            throw BlobFile.damage(orderFile, "damaged: it names item " + item + " of " + names.count());
        }
        return (int) item;
    }

    private static int compare(MemorySegment a, MemorySegment b) {
        long at = a.mismatch(b);
        if (at < 0) {
            return 0;
        }
        if (at == a.byteSize() || at == b.byteSize()) {
            return Long.compare(a.byteSize(), b.byteSize());
        }
        return Integer.compare(a.get(ValueLayout.JAVA_BYTE, at) & 0xff, b.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
}
