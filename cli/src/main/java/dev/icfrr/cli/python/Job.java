package dev.icfrr.cli.python;

import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A call that runs on a thread of its own, so that Python can watch and cancel it. */
public final class Job {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;
    private volatile Stage stage = new Stage("", 0, 0);
    private volatile boolean cancelled;
    private volatile Outcome outcome = new Outcome("", "");

    private record Stage(String name, long done, long total) {}

    /** @param failure empty for success; otherwise its kind */
    private record Outcome(String failure, String text) {}

    Job(Operation operation, String request) {
        this.thread = Thread.ofPlatform().daemon().name("icfrr-call").unstarted(() -> run(operation, request));
    }

    Job start() {
        thread.start();
        return this;
    }

    private void run(Operation operation, String request) {
        ProgressListener progress = (name, finished, total) -> stage = new Stage(name, finished, total);
        try {
            Object result = operation.run(Request.parse(request), progress);
            outcome = new Outcome("", JsonMapper.shared().writeValueAsString(result));
        } catch (Throwable failure) {
            outcome = outcome(failure);
        } finally {
            done.countDown();
        }
    }

    private Outcome outcome(Throwable failure) {
        if (cancelled) {
            return new Outcome("cancelled", "interrupted");
        }
        return switch (failure) {
            case CancellationException _ -> new Outcome("cancelled", "interrupted");
            case UncheckedIOException e -> new Outcome("file", text(Objects.requireNonNull(e.getCause())));
            case IOException e -> new Outcome("file", text(e));
            case IllegalArgumentException e -> new Outcome("value", String.valueOf(e.getMessage()));
            case IndexOutOfBoundsException e -> new Outcome("index", String.valueOf(e.getMessage()));
            case OutOfMemoryError e ->
                new Outcome(
                        "memory",
                        "the JVM may use " + (Runtime.getRuntime().maxMemory() >> 20)
                                + " MB of heap, which is too little (" + e.getMessage()
                                + "). Call icfrr.start(heap='8g') before anything else");
            default -> new Outcome("bug", trace(failure));
        };
    }

    private static String text(IOException failure) {
        boolean bare = failure instanceof FileSystemException e && e.getReason() == null;
        return bare
                ? failure.getMessage() + ": " + failure.getClass().getSimpleName()
                : String.valueOf(failure.getMessage());
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Waits and returns whether the call has ended. */
    public boolean waitFor(long milliseconds) throws InterruptedException {
        return done.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Tells the call to end soon. It has ended when {@link #waitFor} says so. */
    public void cancel() {
        cancelled = true;
        thread.interrupt();
    }

    /** Returns the stage, what is done of it, and all of it, separated by tabs. */
    public String progress() {
        Stage now = stage;
        return now.name + "\t" + now.done + "\t" + now.total;
    }

    /**
     * Returns {@code value}, {@code index}, {@code file}, {@code memory}, {@code cancelled} or {@code bug}; else an
     * empty text.
     */
    public String failure() {
        return outcome.failure;
    }

    /** Returns the result as JSON, or the message of the failure. */
    public String text() {
        return outcome.text;
    }
}
