package dev.icfrr.cli.input;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.HeapOption;
import dev.icfrr.knn.KnnMemory;
import java.io.IOException;

/** Checks before a search for neighbors that the JVM may take enough memory. */
public final class NeighborMemory {
    private NeighborMemory() {}

    /**
     * Refuses a search that will not fit.
     *
     * @throws IOException if the JVM's memory limit is too low, saying what to change
     */
    public static void require(KnnMemory needed) throws IOException {
        long limit = Runtime.getRuntime().maxMemory();
        long most = Math.max(needed.heap(), needed.lists());
        if (most > limit) {
            throw new IOException("finding these neighbors needs about " + Bytes.text(needed.heap())
                    + " of Java heap and " + Bytes.text(needed.lists()) + " beside it, but the JVM may take "
                    + Bytes.text(limit) + " of each: set " + HeapOption.of(most) + ", or lower the KG");
        }
    }
}
