package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@link CanonicalDistances} of queries to rows of single precision where they lie, as in a mapped file. Rows are widened in
 * registers alone, and read from memory once for all queries.
 */
public abstract sealed class RowDistances permits ScalarRowDistances, SimdRowDistances {
    /** Rows that are compared together, so that their additions overlap. */
    static final int ROWS = 4;

    /** Queries that are compared with a row while it is in registers. */
    static final int QUERIES = 4;

    /** Places at which rows are read in turn: a processor that fetches ahead along each waits less than along one. */
    static final int STREAMS = 3;

    /** Half of the accumulators of a distance. */
    static final int HALF = CanonicalDistances.STRIPES / 2;

    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The twin that belongs to a provider. */
    public static RowDistances of(Kernels kernels) {
        return kernels.distances() instanceof ScalarDistances ? new ScalarRowDistances() : new SimdRowDistances();
    }

    /**
     * Squared distances to rows that follow each other.
     *
     * @param query D values, padded with zeros to {@link CanonicalDistances#stride}
     * @param rows little-endian floats, row after row
     * @param columns D
     * @param into one value per row from index {@code first} to {@code end - 1} is filled
     */
    public final void squared(double[] query, MemorySegment rows, int columns, int first, int end, double[] into) {
        if (columns == query.length) {
            long rowBytes = (long) columns * Float.BYTES;
            int gap = (end - first) / STREAMS;
            for (int row = first; row < first + gap; row++) {
                three(query, rows, row * rowBytes, gap * rowBytes, into, row, gap);
            }
            for (int row = first + STREAMS * gap; row < end; row++) {
                into[row] = one(query, rows, row * rowBytes);
            }
            return;
        }
        float[] few = new float[ROWS * query.length];
        double[] four = new double[ROWS];
        for (int row = first; row < end; row += ROWS) {
            int count = Math.min(ROWS, end - row);
            for (int i = 0; i < count; i++) {
                copy(rows, row + i, columns, few, i * query.length);
            }
            four(query, few, four);
            System.arraycopy(four, 0, into, row, count);
        }
    }

    /**
     * Squared distances to some rows.
     *
     * @param items the rows
     * @param into value i of {@code first .. end - 1} is the distance to row {@code items[i]}
     */
    public final void squared(
            double[] query, MemorySegment rows, int columns, int[] items, int first, int end, double[] into) {
        float[] few = new float[ROWS * query.length];
        double[] four = new double[ROWS];
        for (int at = first; at < end; at += ROWS) {
            int count = Math.min(ROWS, end - at);
            for (int i = 0; i < count; i++) {
                copy(rows, items[at + i], columns, few, i * query.length);
            }
            four(query, few, four);
            System.arraycopy(four, 0, into, at, count);
        }
    }

    /**
     * Squared distances of some queries to rows that follow each other, each row read once for all of them.
     *
     * @param queries D values each, padded with zeros to {@link CanonicalDistances#stride}
     * @param into one value per query and row from index {@code first} to {@code end - 1} is filled
     */
    public final void squared(
            double[][] queries, MemorySegment rows, int columns, int first, int end, double[][] into) {
        int stride = CanonicalDistances.stride(columns);
        double[] packed = pack(queries, stride);
        float[] padded = new float[columns == stride ? 0 : stride];
        MemorySegment paddedRow = MemorySegment.ofArray(padded);
        double[] found = new double[QUERIES];
        for (int row = first; row < end; row++) {
            long start = (long) row * columns * Float.BYTES;
            if (padded.length > 0) {
                copy(rows, row, columns, padded, 0);
            }
            for (int query = 0; query < queries.length; query += QUERIES) {
                if (padded.length > 0) {
                    fourToOne(packed, query * stride, stride, paddedRow, 0, found);
                } else {
                    fourToOne(packed, query * stride, stride, rows, start, found);
                }
                int together = Math.min(QUERIES, queries.length - query);
                for (int i = 0; i < together; i++) {
                    into[query + i][row] = found[i];
                }
            }
        }
    }

    /** Four queries after the other; of four, one step of each after the other. */
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

    private static void copy(MemorySegment rows, int row, int columns, float[] into, int at) {
        MemorySegment.copy(rows, FLOAT, (long) row * columns * Float.BYTES, into, at, columns);
    }

    /**
     * Distance to a row as long as the query where it lies.
     *
     * @param start of the row, in bytes
     */
    abstract double one(double[] query, MemorySegment rows, long start);

    /**
     * Distances to three rows as long as the query where they lie. Rows next to each other would be fetched as one stream,
     * and later.
     *
     * @param start of the first row, in bytes
     * @param gap from one row to the next, in bytes
     * @param into filled at {@code at}, {@code at + apart} and {@code at + 2 * apart}
     */
    abstract void three(double[] query, MemorySegment rows, long start, long gap, double[] into, int at, int apart);

    /**
     * Distances to four rows.
     *
     * @param rows as long as the query each, one after the other
     */
    abstract void four(double[] query, float[] rows, double[] into);

    /**
     * Distances of four queries to a row where it lies.
     *
     * @param queries packed, from index {@code start}
     * @param length of the row and of each query
     * @param row where it starts, in bytes
     * @param into one value per query
     */
    abstract void fourToOne(double[] queries, int start, int length, MemorySegment rows, long row, double[] into);
}
