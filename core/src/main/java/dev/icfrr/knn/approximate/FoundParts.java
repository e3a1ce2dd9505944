package dev.icfrr.knn.approximate;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The nearest rows of all rows, part by part as they were found. A checkpoint keeps them in mapped files; without one,
 * they are in the Java heap.
 */
final class FoundParts implements RowLists {
    private final KnnCheckpoint checkpoint;
    private final int partRows;
    private final int length;
    private final MemorySegment[] parts;

    /**
     * Prepares lists.
     *
     * @param rows how many in all
     * @param partRows how many in each part but the last
     * @param length of a list
     */
    FoundParts(KnnCheckpoint checkpoint, int rows, int partRows, int length) {
        this.checkpoint = checkpoint;
        this.partRows = partRows;
        this.length = length;
        parts = new MemorySegment[Math.ceilDiv(rows, partRows)];
    }

    /** Returns whether the checkpoint has a part, which is then taken. */
    boolean take(int part, int rows) throws IOException {
        MemorySegment kept = checkpoint.map(name(part)).orElse(MemorySegment.NULL);
        boolean isWhole = kept.byteSize() == (long) rows * length * Integer.BYTES;
        if (isWhole) {
            parts[part] = kept;
        }
        return isWhole;
    }

    /** Keeps a part. */
    void put(int part, int[] found, int rows) throws IOException {
        checkpoint.write(name(part), found, rows * length);
        if (!take(part, rows)) {
            MemorySegment copy = MemorySegment.ofArray(new int[rows * length]);
            MemorySegment.copy(found, 0, copy, KnnCheckpoint.VALUE, 0, rows * length);
            parts[part] = copy;
        }
    }

    private static String name(int part) {
        return "found-%06d".formatted(part);
    }

    @Override
    public void copy(int position, int[] into) {
        long at = (long) (position % partRows) * length * Integer.BYTES;
        MemorySegment.copy(parts[position / partRows], KnnCheckpoint.VALUE, at, into, 0, into.length);
    }
}
