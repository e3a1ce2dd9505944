package dev.icfrr.cli.console;

import dev.icfrr.parallel.ProgressListener;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows one progress bar after the other for a computation of several stages. */
public final class StagedProgress implements ProgressListener, AutoCloseable {
    private @Nullable Progress bar;
    private String stage = "";

    @Override
    public synchronized void onProgress(String name, long done, long total) {
        if (bar == null || !name.equals(stage)) {
            close();
            stage = name;
            bar = Progress.start("Neighbors: " + name.toLowerCase(Locale.ROOT), total);
        }
        bar.stepTo(done);
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
