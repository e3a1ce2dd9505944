package dev.icfrr.cli.input;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.knn.ExactNeighbors;
import dev.icfrr.knn.NeighborLists;
import java.io.IOException;

/**
 * What finding neighbors takes, worked out before it starts.
 *
 * @param heap bytes of Java heap
 * @param lists bytes of the lists outside it
 */
public record NeighborMemory(long heap, long lists) {
    /** The JVM and the libraries. */
    private static final long BASE = 64L << 20;

    /** Packed rows' norms, limits and the objects around candidates. */
    private static final long BYTES_PER_ITEM = 160;

    /** For neighbors found by comparing features. */
    public static NeighborMemory fromFeatures(int size, int columns, int kg) {
        long candidates = ExactNeighbors.candidatesPerRow(size, Math.min(kg, size - 1) + 1);
        // A candidate is a float and an int.
        long perItem = 4L * columns + 8 * candidates + BYTES_PER_ITEM;
        return new NeighborMemory(BASE + size * perItem, lists(size, kg));
    }

    /** For neighbors read off a distance matrix: a few rows per thread. */
    public static NeighborMemory fromDistances(int size, int kg, int threads) {
        return new NeighborMemory(BASE + 32L * size * threads, lists(size, kg));
    }

    /** The lists alone. */
    public static long lists(int size, int kg) {
        return (long) size * Math.min(kg, size - 1) * NeighborLists.bytesPerId(size);
    }

    /**
     * Refuses what will not fit.
     *
     * @throws IOException if the JVM's memory limit is too low, saying what to change
     */
    public void require() throws IOException {
        long limit = Runtime.getRuntime().maxMemory();
        long most = Math.max(heap, lists);
        if (most > limit) {
            throw new IOException("finding these neighbors needs about " + Bytes.text(heap) + " of Java heap and "
                    + Bytes.text(lists) + " beside it, but the JVM may take " + Bytes.text(limit)
                    + " of each: set ICFRR_JAVA_OPTS=-Xmx" + Math.ceilDiv(most, 1L << 20) + "m, or lower the KG");
        }
    }
}
