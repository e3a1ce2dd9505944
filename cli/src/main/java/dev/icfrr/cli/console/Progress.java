package dev.icfrr.cli.console;

import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar with the remaining time on interactive terminals; no output otherwise. */
public final class Progress implements AutoCloseable {
    private final @Nullable ProgressBar bar;
    private final AtomicLong done = new AtomicLong();

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /** Starts a bar on the error stream if that is a terminal: the launcher then tells its columns. */
    public static Progress start(String task, long steps) {
        String columns = System.getProperty("icfrr.terminal");
        if (columns == null) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(200)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, TerminalWidth.ofBar(columns)))
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
