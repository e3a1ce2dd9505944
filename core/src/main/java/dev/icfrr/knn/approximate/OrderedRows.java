package dev.icfrr.knn.approximate;

import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.MemoryMatrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A copy of the rows of a matrix in another order, in a mapped file. A search that goes through the rows in that order
 * reads the disk and the memory in sequence.
 */
final class OrderedRows {
    private OrderedRows() {}

    /**
     * Copies rows.
     *
     * @param features in single precision
     * @param order the distinct rows to copy, by group
     * @param channel an empty file, which may be closed and deleted afterwards
     * @throws IOException if the file cannot be written
     */
    static Matrix copy(
            Matrix features, DeduplicatedRows distinct, int[] order, FileChannel channel, Parallelism parallelism)
            throws IOException {
        new RowSort(features, distinct, order, channel).run(parallelism);
        int columns = features.columns();
        MemorySegment memory =
                channel.map(MapMode.READ_ONLY, 0, (long) order.length * columns * Float.BYTES, Arena.ofAuto());
        return new MemoryMatrix(order.length, columns, memory);
    }
}
