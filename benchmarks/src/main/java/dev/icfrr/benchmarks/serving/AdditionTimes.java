package dev.icfrr.benchmarks.serving;

import com.sun.management.OperatingSystemMXBean;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.server.IcfrrServer;
import dev.icfrr.server.ServerSettings;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Searches an index through a running server and prints the times. Then adds items, one after the other, and searches
 * after each. Prints the time and the processor time of each addition, and the times of the first and the second search
 * after it.
 *
 * <p>{@code AdditionTimes INDEX FEATURES.npy [ITEMS]}. The items stay in the index.
 */
public final class AdditionTimes {
    private static final int DEFAULT_ITEMS = 20;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final LoadClient client;

    private AdditionTimes(LoadClient client) {
        this.client = client;
    }

    /** Starts a server on a free port and adds the items. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("name an index and a file of features");
        }
        long start = System.nanoTime();
        GalleryIndex index = GalleryIndex.open(Path.of(arguments[0]));
        Matrix features = TensorFiles.map(Path.of(arguments[1])).asMatrix();
        int items = arguments.length > 2 ? Integer.parseInt(arguments[2]) : DEFAULT_ITEMS;
        try (IcfrrServer server =
                        IcfrrServer.start(index, ServerSettings.local(0).withChanges(new ChangeAccess.Everybody()));
                LoadClient client = new LoadClient(server.port())) {
            System.out.printf(
                    Locale.ROOT,
                    "%,d items, of which %,d were added; server ready after %.2f s%n",
                    index.size(),
                    index.manifest().added(),
                    (System.nanoTime() - start) / 1e9);
            AdditionTimes times = new AdditionTimes(client);
            float[] row = new float[features.columns()];
            features.copyRow(0, row);
            System.out.printf(Locale.ROOT, "first search %.1f ms%n", times.search(row));
            times.printSearches(features);
            System.out.println("item   add ms   processor ms   search ms   again ms");
            for (int item = 0; item < items; item++) {
                features.copyRow(item % features.rows(), row);
                long processor = times.system.getProcessCpuTime();
                double add = times.ask("/v1/gallery", "{\"items\":[{\"vector\":" + Arrays.toString(row) + "}]}", 201);
                double used = (times.system.getProcessCpuTime() - processor) / 1e6;
                System.out.printf(
                        Locale.ROOT,
                        "%4d %8.1f %14.1f %11.1f %10.1f%n",
                        item + 1,
                        add,
                        used,
                        times.search(row),
                        times.search(row));
            }
        }
    }

    /** Searches for all rows of a matrix, twice, and prints the times of the second round. */
    private void printSearches(Matrix features) throws IOException {
        double[] millis = new double[features.rows()];
        float[] row = new float[features.columns()];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < millis.length; i++) {
                features.copyRow(i, row);
                millis[i] = search(row);
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%d searches with 1,000 candidates: p50 %.1f ms, p99 %.1f ms%n",
                millis.length,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100]);
    }

    private double search(float[] row) throws IOException {
        return ask("/v1/search", "{\"vector\":" + Arrays.toString(row) + ",\"k\":10,\"candidates\":1000}", 200);
    }

    private double ask(String path, String body, int expected) throws IOException {
        long start = System.nanoTime();
        int status = client.ask(LoadClient.request("POST", path, body));
        if (status != expected) {
            throw new IOException(path + ": status " + status);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
