package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/**
 * {@link CanonicalDistances} of queries to single-precision rows in memory, for example in a mapped file, without a
 * copy. Rows are widened in registers and read from memory once for all queries. Has no state; serves any thread.
 */
public abstract sealed class RowDistances permits ScalarRowDistances, SimdRowDistances {
    /** Rows that are compared in turn, far apart, so that the processor prefetches along each. */
    static final int ROWS = 3;

    /** Rows that are compared together in single precision. */
    static final int FLOAT_ROWS = 4;

    /** Queries that are compared with a row while it is in registers. */
    static final int QUERIES = 4;

    /**
     * Listed rows whose first values are read before the rows are. Each row is on another page of memory, and the
     * processor looks for several pages at the same time.
     */
    private static final int TOGETHER = 24;

    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Computes the squared distances of a query to consecutive rows.
     *
     * @param query D values, padded with zeros to {@link CanonicalDistances#stride}
     * @param rows little-endian floats, row after row, unpadded
     * @param columns D
     * @param first the first row
     * @param end one more than the last row
     * @param into receives one value per row, from index {@code first} to {@code end - 1}
     */
    public final void squared(double[] query, MemorySegment rows, int columns, int first, int end, double[] into) {
        squared(query, rows, columns, row -> row, first, end, into);
    }

    /**
     * Computes the squared distances of a query to listed rows.
     *
     * @param items the rows' numbers
     * @param into receives the distance to row {@code items[i]} at index i, for i from {@code first} to {@code end - 1}
     */
    public final void squared(
            double[] query, MemorySegment rows, int columns, int[] items, int first, int end, double[] into) {
        for (int start = first; start < end; start += TOGETHER) {
            int last = Math.min(end, start + TOGETHER);
            // Stored so that the compiler keeps the reads. The distance replaces it.
            into[start] = firstValues(rows, columns, items, start, last);
            squared(query, rows, columns, i -> items[i], start, last, into);
        }
    }

    private static double firstValues(MemorySegment rows, int columns, int[] items, int first, int end) {
        int bits = 0;
        for (int i = first; i < end && columns > 0; i++) {
            bits |= rows.get(ValueLayout.JAVA_INT_UNALIGNED, (long) items[i] * columns * Float.BYTES);
        }
        return bits;
    }

    private void squared(
            double[] query, MemorySegment rows, int columns, IntUnaryOperator row, int first, int end, double[] into) {
        Rows from = new Rows(rows, columns, ROWS);
        double[] found = new double[ROWS];
        int gap = Math.ceilDiv(end - first, ROWS);
        for (int a = first; a < first + gap; a++) {
            // Towards the end the last row is found more than once.
            int b = Math.min(a + gap, end - 1);
            int c = Math.min(a + 2 * gap, end - 1);
            oneToThree(
                    query,
                    from.memory,
                    from.start(0, row.applyAsInt(a)),
                    from.start(1, row.applyAsInt(b)),
                    from.start(2, row.applyAsInt(c)),
                    found);
            into[a] = found[0];
            into[b] = found[1];
            into[c] = found[2];
        }
    }

    /**
     * Computes the squared distances of several queries to consecutive rows. Each row is read once for all queries.
     *
     * @param queries D values each, padded with zeros to {@link CanonicalDistances#stride}
     * @param into receives, per query, one value per row, from index {@code first} to {@code end - 1}
     */
    public final void squared(
            double[][] queries, MemorySegment rows, int columns, int first, int end, double[][] into) {
        Rows from = new Rows(rows, columns, 1);
        int stride = CanonicalDistances.stride(columns);
        double[] packed = pack(queries, stride);
        double[] found = new double[QUERIES];
        for (int row = first; row < end; row++) {
            long start = from.start(0, row);
            for (int query = 0; query < queries.length; query += QUERIES) {
                fourToOne(packed, query * stride, stride, from.memory, start, found);
                int together = Math.min(QUERIES, queries.length - query);
                for (int i = 0; i < together; i++) {
                    into[query + i][row] = found[i];
                }
            }
        }
    }

    /**
     * Computes the squared distances of a query to listed rows in single precision: a filter, never a result. Kernels
     * round differently.
     *
     * @param query D values
     * @param items the rows' numbers
     * @param into receives the distance to row {@code items[i]} at index i, for i from {@code first} to {@code end - 1}
     */
    public final void squaredInFloats(
            float[] query, MemorySegment rows, int[] items, int first, int end, float[] into) {
        for (int start = first; start < end; start += TOGETHER) {
            int last = Math.min(end, start + TOGETHER);
            // Stored so that the compiler keeps the reads. The distance replaces it.
            into[start] = (float) firstValues(rows, query.length, items, start, last);
            inFloats(query, rows, items, start, last, into);
        }
    }

    private void inFloats(float[] query, MemorySegment rows, int[] items, int first, int end, float[] into) {
        long bytes = (long) query.length * Float.BYTES;
        float[] found = new float[FLOAT_ROWS];
        for (int i = first; i < end; i += FLOAT_ROWS) {
            // Towards the end the last row is compared more than once.
            int j = Math.min(i + 1, end - 1);
            int k = Math.min(i + 2, end - 1);
            int l = Math.min(i + 3, end - 1);
            oneToFour(query, rows, items[i] * bytes, items[j] * bytes, items[k] * bytes, items[l] * bytes, found);
            into[i] = found[0];
            into[j] = found[1];
            into[k] = found[2];
            into[l] = found[3];
        }
    }

    /**
     * Makes some short calls of the loop for one query, see {@link Kernels#prepare}.
     *
     * @param rows memory of the kind that later calls read
     * @param columns values per row
     */
    final void prepare(MemorySegment rows, int columns) {
        double[] query = new double[2 * CanonicalDistances.STRIPES];
        MemorySegment read = new Rows(rows, columns, ROWS).memory;
        if (read.byteSize() < (long) query.length * Float.BYTES) {
            return;
        }
        double[] found = new double[ROWS];
        for (int call = 0; call < Kernels.CALLS; call++) {
            oneToThree(query, read, 0, 0, 0, found);
        }
    }

    /** Packs groups of four queries one after the other; within a group, one step of each query in turn. */
    private static double[] pack(double[][] queries, int stride) {
        double[] packed = new double[Math.ceilDiv(queries.length, QUERIES) * QUERIES * stride];
        for (int query = 0; query < queries.length; query++) {
            int four = query - query % QUERIES;
            for (int k = 0; k < stride; k += CanonicalDistances.STRIPES) {
                System.arraycopy(
                        queries[query],
                        k,
                        packed,
                        four * stride + k * QUERIES + (query - four) * CanonicalDistances.STRIPES,
                        CanonicalDistances.STRIPES);
            }
        }
        return packed;
    }

    /** Rows of {@code stride} values: the original memory if no padding is needed, otherwise padded copies. */
    private static final class Rows {
        private final MemorySegment all;
        private final int columns;
        private final int stride;
        private final float[] copies;
        final MemorySegment memory;

        /** @param count number of rows needed at once */
        Rows(MemorySegment all, int columns, int count) {
            this.all = all;
            this.columns = columns;
            stride = CanonicalDistances.stride(columns);
            copies = new float[columns == stride ? 0 : count * stride];
            memory = columns == stride ? all : MemorySegment.ofArray(copies);
        }

        /** Returns the byte at which a row starts in {@link #memory}. */
        long start(int copy, int row) {
            long start = (long) row * columns * Float.BYTES;
            if (columns == stride) {
                return start;
            }
            MemorySegment.copy(all, FLOAT, start, copies, copy * stride, columns);
            return (long) copy * stride * Float.BYTES;
        }
    }

    /**
     * Computes the squared distances of a query to three rows.
     *
     * @param rows memory of the rows, each as long as the query
     * @param a the byte at which the first row starts
     * @param b the byte at which the second row starts
     * @param c the byte at which the third row starts
     * @param into receives one value per row
     */
    abstract void oneToThree(double[] query, MemorySegment rows, long a, long b, long c, double[] into);

    /**
     * Computes the squared distances of a query to four rows in single precision.
     *
     * @param rows memory of the rows, each as long as the query
     * @param a the byte at which the first row starts, and so on
     * @param into receives one value per row
     */
    abstract void oneToFour(float[] query, MemorySegment rows, long a, long b, long c, long d, float[] into);

    /**
     * Computes the squared distances of four queries to a row.
     *
     * @param queries four queries, packed, from index {@code start}
     * @param length values of the row and of each query
     * @param row the byte at which the row starts
     * @param into receives one value per query
     */
    abstract void fourToOne(double[] queries, int start, int length, MemorySegment rows, long row, double[] into);
}
