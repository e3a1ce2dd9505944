package dev.icfrr.knn.approximate;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The nearest rows of all rows, part by part as they were found. A checkpoint keeps them in mapped files; without one,
 * they are in the Java heap. The first of each list, which are read in any order, lie apart from the others, which are
 * read only with the whole list: so they take less memory.
 */
final class FoundParts implements RowLists {
    private final int partRows;
    private final Lists first;
    private final Lists others;

    /**
     * Prepares lists.
     *
     * @param rows how many in all
     * @param partRows how many in each part but the last
     * @param length of a list
     */
    FoundParts(KnnCheckpoint checkpoint, int rows, int partRows, int length) {
        this.partRows = partRows;
        int parts = Math.ceilDiv(rows, partRows);
        int near = Math.min(length, NearestOfNearest.DEPTH);
        first = new Lists(checkpoint, "found-%06d", new MemorySegment[parts], 0, near, length);
        others = new Lists(checkpoint, "more-%06d", new MemorySegment[parts], near, length - near, length);
    }

    /** Returns whether the checkpoint has a part, which is then taken. */
    boolean take(int part, int rows) throws IOException {
        return first.take(part, rows) && others.take(part, rows);
    }

    /** Keeps a part. */
    void put(int part, int[] found, int rows) throws IOException {
        first.put(part, found, rows);
        others.put(part, found, rows);
    }

    @Override
    public void copy(int position, int[] into) {
        int near = Math.min(into.length, first.count);
        first.copy(position / partRows, position % partRows, into, 0, near);
        if (near < into.length) {
            others.copy(position / partRows, position % partRows, into, near, into.length - near);
        }
    }

    /**
     * Some columns of the lists.
     *
     * @param parts filled part by part
     * @param start the first column
     * @param count the number of columns
     * @param length of a whole list
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Lists(
            KnnCheckpoint checkpoint, String name, MemorySegment[] parts, int start, int count, int length) {

        boolean take(int part, int rows) throws IOException {
            if (count == 0) {
                return true;
            }
            MemorySegment kept = checkpoint.map(name.formatted(part)).orElse(MemorySegment.NULL);
            boolean isWhole = kept.byteSize() == (long) rows * count * Integer.BYTES;
            if (isWhole) {
                parts[part] = kept;
            }
            return isWhole;
        }

        void put(int part, int[] found, int rows) throws IOException {
            if (take(part, rows)) {
                return;
            }
            int[] values = new int[Math.multiplyExact(rows, count)];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(found, row * length + start, values, row * count, count);
            }
            checkpoint.write(name.formatted(part), values, values.length);
            if (!take(part, rows)) {
                MemorySegment copy = MemorySegment.ofArray(new int[values.length]);
                MemorySegment.copy(values, 0, copy, KnnCheckpoint.VALUE, 0, values.length);
                parts[part] = copy;
            }
        }

        void copy(int part, int row, int[] into, int at, int values) {
            long from = (long) row * count * Integer.BYTES;
            MemorySegment.copy(parts[part], KnnCheckpoint.VALUE, from, into, at, values);
        }
    }
}
