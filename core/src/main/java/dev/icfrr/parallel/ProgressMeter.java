package dev.icfrr.parallel;

import org.jspecify.annotations.Nullable;

/** Adds up the work of several threads and reports it to a listener, if there is one. */
public final class ProgressMeter {
    private final @Nullable ProgressListener listener;
    private final String stage;
    private final long total;
    private long done;

    public ProgressMeter(@Nullable ProgressListener listener, String stage, long total) {
        this.listener = listener;
        this.stage = stage;
        this.total = total;
    }

    public void add(long amount) {
        if (listener == null) {
            return;
        }
        synchronized (this) {
            done += amount;
            listener.onProgress(stage, done, total);
        }
    }
}
