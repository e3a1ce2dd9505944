package dev.icfrr.cli.console;

import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar with the remaining time on interactive terminals; no output otherwise. */
public final class Progress implements AutoCloseable {
    private static final int COLUMNS = 90;

    private final @Nullable ProgressBar bar;
    private final AtomicLong done = new AtomicLong();

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** Starts a bar on the error stream if the launcher says that it is a terminal. */
    public static Progress start(String task, long steps) {
        if (!Boolean.getBoolean("icfrr.terminal")) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(200)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .showSpeed()
                .build());
    }

    /** Advances by one step, from any thread. */
    public void step() {
        if (bar != null) {
            bar.stepTo(done.incrementAndGet());
        }
    }

    /** Sets the number of finished steps. */
    public void stepTo(long steps) {
        if (bar != null) {
            bar.stepTo(steps);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
