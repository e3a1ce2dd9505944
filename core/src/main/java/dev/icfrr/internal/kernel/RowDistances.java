package dev.icfrr.internal.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@link CanonicalDistances} of queries to rows of single precision where they lie, as in a mapped file. Rows are widened in
 * registers alone. Where more than one row or query is compared at a time, a few rows are copied to where they stay in the
 * first-level cache, so that a scan reads each from memory once.
 */
public abstract sealed class RowDistances permits ScalarRowDistances, SimdRowDistances {
    /** Rows that are compared together, so that their additions overlap. */
    static final int ROWS = 4;

    /** Queries that are compared with a row while it is in registers. */
    static final int QUERIES = 4;

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
            for (int row = first; row < end; row++) {
                into[row] = one(query, rows, (long) row * columns * Float.BYTES);
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
        float[] few = new float[ROWS * stride];
        double[] found = new double[QUERIES * ROWS];
        for (int row = first; row < end; row += ROWS) {
            int count = Math.min(ROWS, end - row);
            for (int i = 0; i < count; i++) {
                copy(rows, row + i, columns, few, i * stride);
            }
            for (int query = 0; query < queries.length; query += QUERIES) {
                fourByFour(packed, query * stride, few, stride, found);
                int together = Math.min(QUERIES, queries.length - query);
                for (int i = 0; i < together; i++) {
                    System.arraycopy(found, i * ROWS, into[query + i], row, count);
                }
            }
        }
    }

    /** Four queries after the other; of four, the first half of the accumulators of each at each step, then the second. */
    private static double[] pack(double[][] queries, int stride) {
        double[] packed = new double[Math.ceilDiv(queries.length, QUERIES) * QUERIES * stride];
        for (int query = 0; query < queries.length; query++) {
            int four = query - query % QUERIES;
            for (int k = 0; k < stride; k++) {
                int half = k % CanonicalDistances.STRIPES / HALF;
                int step = k / CanonicalDistances.STRIPES + half * (stride / CanonicalDistances.STRIPES);
                packed[four * stride + (step * QUERIES + query - four) * HALF + k % HALF] = queries[query][k];
            }
        }
        return packed;
    }

    private static void copy(MemorySegment rows, int row, int columns, float[] into, int at) {
        MemorySegment.copy(rows, FLOAT, (long) row * columns * Float.BYTES, into, at, columns);
    }

    /**
     * Distance to a row as long as the query where it lies. Rows that follow each other are one stream, which a processor
     * fetches ahead better than four at a time.
     *
     * @param start of the row, in bytes
     */
    abstract double one(double[] query, MemorySegment rows, long start);

    /**
     * Distances to four rows.
     *
     * @param rows as long as the query each, one after the other
     */
    abstract void four(double[] query, float[] rows, double[] into);

    /**
     * Distances of four queries to four rows.
     *
     * @param queries packed, from index {@code start}
     * @param rows {@code stride} values each, one after the other
     * @param into those of the first query, then those of the second
     */
    abstract void fourByFour(double[] queries, int start, float[] rows, int stride, double[] into);
}
