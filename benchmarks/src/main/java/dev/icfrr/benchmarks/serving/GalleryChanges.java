package dev.icfrr.benchmarks.serving;

import dev.icfrr.benchmarks.synthetic.RandomFeatures;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Adds an item to the gallery and removes it, repeatedly, until stopped. */
final class GalleryChanges implements Runnable {
    private final int port;
    private final byte[] add;
    private final byte[] remove = LoadClient.request("DELETE", "/v1/gallery", "{\"ids\":[\"added\"]}");
    private volatile boolean stopped;
    private int done;
    private int refused;
    private long nanos;

    GalleryChanges(int port, int dimensions) {
        this.port = port;
        add = LoadClient.request(
                "POST",
                "/v1/gallery",
                "{\"items\":[{\"id\":\"added\",\"vector\":" + Arrays.toString(RandomFeatures.gaussian(dimensions, 5))
                        + "}]}");
    }

    @Override
    public void run() {
        try (LoadClient connection = new LoadClient(port)) {
            while (!stopped) {
                long start = System.nanoTime();
                int added = connection.ask(add);
                int removed = connection.ask(remove);
                nanos += System.nanoTime() - start;
                done += added == 201 && removed == 200 ? 2 : 0;
                refused += added == 201 && removed == 200 ? 0 : 1;
            }
        } catch (IOException e) {
            refused++;
        }
    }

    void stop() {
        stopped = true;
    }

    String report() {
        return String.format(
                Locale.ROOT,
                "%d changes meanwhile, %.0f ms each; %d failed",
                done,
                nanos / 1e6 / Math.max(1, done),
                refused);
    }
}
