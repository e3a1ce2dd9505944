package dev.icfrr.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/**
 * {@link CanonicalDistances} of queries to rows of single precision where they lie, as in a mapped file. Rows are widened in
 * registers alone, and read from memory once for all queries.
 */
public abstract sealed class RowDistances permits ScalarRowDistances, SimdRowDistances {
    /** Rows that are compared in turn, far from each other: a processor that fetches ahead along each waits less. */
    static final int ROWS = 3;

    /** Queries that are compared with a row while it is in registers. */
    static final int QUERIES = 4;

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
        squared(query, rows, columns, row -> row, first, end, into);
    }

    /**
     * Squared distances to some rows.
     *
     * @param items the rows
     * @param into value i of {@code first .. end - 1} is the distance to row {@code items[i]}
     */
    public final void squared(
            double[] query, MemorySegment rows, int columns, int[] items, int first, int end, double[] into) {
        squared(query, rows, columns, i -> items[i], first, end, into);
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
     * Squared distances of some queries to rows that follow each other, each row read once for all of them.
     *
     * @param queries D values each, padded with zeros to {@link CanonicalDistances#stride}
     * @param into one value per query and row from index {@code first} to {@code end - 1} is filled
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

    /** Rows whose length is a stride: where they lie, or copies with zeros at their ends. */
    private static final class Rows {
        private final MemorySegment all;
        private final int columns;
        private final int stride;
        private final float[] copies;
        final MemorySegment memory;

        /** @param count how many are needed at once */
        Rows(MemorySegment all, int columns, int count) {
            this.all = all;
            this.columns = columns;
            stride = CanonicalDistances.stride(columns);
            copies = new float[columns == stride ? 0 : count * stride];
            memory = columns == stride ? all : MemorySegment.ofArray(copies);
        }

        /** Where a row starts in the memory, in bytes. */
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
     * Distances of a query to three rows.
     *
     * @param rows as long as the query each
     * @param a where the first row starts, in bytes
     * @param into one value per row
     */
    abstract void oneToThree(double[] query, MemorySegment rows, long a, long b, long c, double[] into);

    /**
     * Distances of four queries to a row.
     *
     * @param queries packed, from index {@code start}
     * @param length of the row and of each query
     * @param row where it starts, in bytes
     * @param into one value per query
     */
    abstract void fourToOne(double[] queries, int start, int length, MemorySegment rows, long row, double[] into);
}
