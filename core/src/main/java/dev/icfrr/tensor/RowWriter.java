package dev.icfrr.tensor;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.CRC32;

/**
 * Writes a matrix row by row, in any order and from any number of threads, without holding it in memory. Every row must
 * be written exactly once; {@link #close} then moves the complete file to its name. If a row is missing, {@code close}
 * removes the temporary file and fails, so that an exception within a try-with-resources block leaves nothing behind.
 *
 * <p>Whole-number types take {@code long[]} and {@code int[]}; floating types take {@code float[]} and
 * {@code double[]}, rounded to the type.
 */
public final class RowWriter implements AutoCloseable {

    /** Completes the file once the checksum of all rows is known. */
    interface Completion {
        void complete(int crc) throws IOException;
    }

    private static final int PART_BYTES = 1 << 18;
    private static final long CLAIMED = 1L << 33;
    private static final long WRITTEN = 1L << 32;

    private final Path path;
    private final AtomicFile file;
    private final DType dtype;
    private final int rows;
    private final int columns;
    private final long start;
    private final Completion completion;
    /** The state of each row: 0, {@link #CLAIMED}, or {@link #WRITTEN} with its checksum. */
    private final AtomicLongArray states;

    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
    private boolean closed;

    RowWriter(Path path, AtomicFile file, DType dtype, int rows, int columns, long start, Completion completion) {
        this.path = path;
        this.file = file;
        this.dtype = dtype;
        this.rows = rows;
        this.columns = columns;
        this.start = start;
        this.completion = completion;
        this.states = new AtomicLongArray(rows);
    }

    /** Returns the bytes of all rows together. */
    static long size(DType dtype, int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns);
        }
        if (!RowEncoder.canEncode(dtype)) {
            throw new IllegalArgumentException("rows cannot be written as " + dtype);
        }
        long elements = (long) rows * columns;
        if (elements > Long.MAX_VALUE / 16) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns + " is too large for a file");
        }
        return elements * dtype.bytes();
    }

    /** Writes a row of a floating type; {@code values} has as many elements as the matrix has columns, or more. */
    public void writeRow(int row, float[] values) throws IOException {
        write(row, values, values.length);
    }

    /** Writes a row of a floating type; {@code values} has as many elements as the matrix has columns, or more. */
    public void writeRow(int row, double[] values) throws IOException {
        write(row, values, values.length);
    }

    /** Writes a row of a whole-number type; {@code values} has as many elements as the matrix has columns, or more. */
    public void writeRow(int row, long[] values) throws IOException {
        write(row, values, values.length);
    }

    /** Writes a row of a whole-number type; {@code values} has as many elements as the matrix has columns, or more. */
    public void writeRow(int row, int[] values) throws IOException {
        write(row, values, values.length);
    }

    /**
     * Writes consecutive rows of a floating type. This is faster than single rows if they are short.
     *
     * @param values the rows one after the other, or more
     */
    public void writeRows(int first, int count, float[] values) throws IOException {
        Objects.checkFromIndexSize(first, count, rows);
        Objects.checkFromIndexSize(0, Math.multiplyExact(count, columns), values.length);
        int atATime = Math.max(1, PART_BYTES / Math.max(1, columns * dtype.bytes()));
        if (atATime == 1) {
            for (int i = 0; i < count; i++) {
                write(first + i, Arrays.copyOfRange(values, i * columns, (i + 1) * columns), columns);
            }
            return;
        }
        ByteBuffer buffer = buffer();
        long[] crcs = new long[Math.min(count, atATime)];
        int rowBytes = columns * dtype.bytes();
        for (int from = 0; from < count; from += atATime) {
            int run = Math.min(count - from, atATime);
            buffer.clear();
            for (int i = 0; i < run; i++) {
                claim(first + from + i);
                RowEncoder.encode(dtype, values, (from + i) * columns, columns, buffer);
                CRC32 crc = new CRC32();
                crc.update(buffer.slice(i * rowBytes, rowBytes));
                crcs[i] = crc.getValue();
            }
            AtomicFile.write(file.channel(), buffer.flip(), start + (long) (first + from) * rowBytes);
            for (int i = 0; i < run; i++) {
                states.set(first + from + i, WRITTEN | crcs[i]);
            }
        }
        buffers.add(buffer);
    }

    private void claim(int row) {
        if (!states.compareAndSet(row, 0, CLAIMED)) {
            throw new IllegalStateException(path + ": row " + row + " is written a second time");
        }
    }

    private ByteBuffer buffer() {
        ByteBuffer buffer = buffers.poll();
        if (buffer != null) {
            return buffer;
        }
        int bytes = (int) Math.min(PART_BYTES, size(dtype, rows, columns));
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(int row, Object values, int length) throws IOException {
        Objects.checkIndex(row, rows);
        if (length < columns) {
            throw new IllegalArgumentException(
                    "row " + row + " needs " + columns + " values, " + length + " are given");
        }
        claim(row);
        ByteBuffer buffer = buffer();
        CRC32 crc = new CRC32();
        long rowStart = start + (long) row * columns * dtype.bytes();
        int partElements = PART_BYTES / dtype.bytes();
        for (int from = 0; from < columns; from += partElements) {
            buffer.clear();
            RowEncoder.encode(dtype, values, from, Math.min(partElements, columns - from), buffer);
            crc.update(buffer.flip());
            AtomicFile.write(file.channel(), buffer.rewind(), rowStart + (long) from * dtype.bytes());
        }
        buffers.add(buffer);
        states.set(row, WRITTEN | crc.getValue());
    }

    /** Removes the unfinished file and closes the writer. Does nothing if it is closed already. */
    public synchronized void abort() throws IOException {
        closed = true;
        file.close();
    }

    /**
     * Completes the file and moves it to its name.
     *
     * @throws IOException if rows are missing or the file cannot be completed; the unfinished file is then removed
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            Crc32Combiner combiner = new Crc32Combiner((long) columns * dtype.bytes());
            int crc = 0;
            for (int row = 0; row < rows; row++) {
                long state = states.get(row);
                if ((state & WRITTEN) == 0) {
                    throw new IOException(path + ": not written, because row " + row + " of " + rows + " is missing");
                }
                crc = combiner.combine(crc, (int) state);
            }
            completion.complete(crc);
            file.commit();
        }
    }
}
