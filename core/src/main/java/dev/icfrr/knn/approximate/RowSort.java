package dev.icfrr.knn.approximate;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a matrix to a file in another order. Both may be larger than the memory, so nothing is read or
 * written at random: the rows are read in their old order and appended to buckets, each of which is a stretch of the
 * file. Then each bucket is put in order in memory.
 */
final class RowSort {
    /** Bytes of a bucket, about. */
    private static final long BUCKET = 64L << 20;
    /** Bytes that a thread collects for a bucket before it writes them, about. */
    private static final int COLLECTED = 64 << 10;

    private static final int ROWS_AT_A_TIME = 1 << 16;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final int[] order;
    private final FileChannel channel;
    private final int rowBytes;
    private final int bucketRows;
    private final int buckets;
    /** Of each bucket, the rows appended. */
    private final AtomicIntegerArray filled;
    /** The position of the row that was appended at each place of the file. */
    private final int[] appended;

    /**
     * Prepares a copy.
     *
     * @param features in single precision
     * @param order the groups of equal rows to copy, each once
     * @param channel an empty file
     */
    RowSort(Matrix features, DeduplicatedRows distinct, int[] order, FileChannel channel) {
        this.features = features;
        this.distinct = distinct;
        this.order = order;
        this.channel = channel;
        rowBytes = Math.multiplyExact(features.columns(), Float.BYTES);
        bucketRows = Math.clamp(BUCKET / Math.max(rowBytes, 1), 1, Math.max(order.length, 1));
        buckets = Math.ceilDiv(order.length, bucketRows);
        filled = new AtomicIntegerArray(buckets);
        appended = new int[order.length];
    }

    void run(Parallelism parallelism) throws IOException {
        int[] positionOf = new int[order.length];
        for (int position = 0; position < order.length; position++) {
            positionOf[order[position]] = position;
        }
        try {
            parallelism.forEachBlock(order.length, ROWS_AT_A_TIME, () -> {
                Collector collector = new Collector();
                return (first, end) -> {
                    for (int group = first; group < end; group++) {
                        collector.add(distinct.first(group), positionOf[group]);
                    }
                    collector.flush();
                };
            });
            parallelism.forEachBlock(buckets, 1, () -> {
                ByteBuffer from = buffer(bucketRows);
                ByteBuffer to = buffer(bucketRows);
                return (bucket, end) -> order(bucket, from, to);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ByteBuffer buffer(int rows) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(rows, rowBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Collects rows of each bucket; serves one thread. */
    private final class Collector {
        private final int most = Math.max(1, COLLECTED / Math.max(rowBytes, 1));
        private final float[] row = new float[features.columns()];
        private final @Nullable ByteBuffer[] rows = new ByteBuffer[buckets];
        private final int[][] positions = new int[buckets][most];
        private final int[] counts = new int[buckets];

        void add(int source, int position) {
            int bucket = position / bucketRows;
            ByteBuffer bytes = rows[bucket];
            if (bytes == null) {
                bytes = buffer(most);
                rows[bucket] = bytes;
            }
            features.copyRow(source, row);
            bytes.slice(counts[bucket] * rowBytes, rowBytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(row);
            positions[bucket][counts[bucket]++] = position;
            if (counts[bucket] == most) {
                flush(bucket);
            }
        }

        /** Writes all that is collected, so that a thread may end. */
        void flush() {
            for (int bucket = 0; bucket < buckets; bucket++) {
                flush(bucket);
            }
        }

        private void flush(int bucket) {
            int count = counts[bucket];
            if (count == 0) {
                return;
            }
            int place = bucket * bucketRows + filled.getAndAdd(bucket, count);
            System.arraycopy(positions[bucket], 0, appended, place, count);
            write(Objects.requireNonNull(rows[bucket]).slice(0, count * rowBytes), place);
            counts[bucket] = 0;
        }
    }

    /** Puts the rows of a bucket in order. */
    private void order(int bucket, ByteBuffer from, ByteBuffer to) {
        int first = bucket * bucketRows;
        int count = Math.min(bucketRows, order.length - first);
        read(from.clear().limit(count * rowBytes), first);
        for (int place = 0; place < count; place++) {
            to.put((appended[first + place] - first) * rowBytes, from, place * rowBytes, rowBytes);
        }
        write(to.slice(0, count * rowBytes), first);
    }

    private void write(ByteBuffer bytes, int place) {
        try {
            AtomicFile.write(channel, bytes, (long) place * rowBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(ByteBuffer bytes, int place) {
        try {
            long at = (long) place * rowBytes;
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, at);
                if (read < 0) {
                    throw new EOFException("the copy of the rows ends early");
                }
                at += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
