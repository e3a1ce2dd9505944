package dev.icfrr.server.api;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.ServerMetrics;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBusyException;
import dev.icfrr.vision.index.IndexEditor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gallery as it is now. A request takes the state of its moment and keeps it to its end; changes of this or any other
 * process make the next one.
 */
final class LiveGallery implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(LiveGallery.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final @Nullable FeatureExtractor<?> describer;
    private final ServerMetrics metrics;
    private final IntSupplier inFlight;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("icfrr-watcher").daemon(true).factory());
    private final ExecutorService editor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("icfrr-editor").daemon(true).factory());
    private volatile Snapshot current;

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the executor is shut down
    LiveGallery(
            GalleryIndex index, @Nullable FeatureExtractor<?> describer, ServerMetrics metrics, IntSupplier inFlight) {
        this.inFlight = inFlight;
        this.describer = describer;
        this.metrics = metrics;
        current = new Snapshot(index, inFlight);
        watcher.scheduleWithFixedDelay(
                this::lookAgain, LOOK_AGAIN.toMillis(), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The state of this moment. */
    Snapshot now() {
        return current;
    }

    /** Whether pictures can be searched for and added. */
    boolean readsPictures() {
        return describer != null;
    }

    private void lookAgain() {
        try {
            take(current.index().refreshed());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "the index cannot be read again; going on with what is known of it", e);
        }
    }

    private synchronized void take(GalleryIndex index) {
        if (index.generation() > current.index().generation()) {
            current = new Snapshot(index, inFlight);
        }
    }

    /** A picture's feature, and a small copy of it. */
    FeatureExtractor.Described describe(byte[] file) {
        if (describer == null) {
            throw Problem.unprocessable("this index does not say which model its features come from, so pictures cannot"
                    + " be compared with them; send a vector or an item's id");
        }
        long start = System.nanoTime();
        FeatureExtractor.Described described = describer.describe(file);
        metrics.stage("describe", System.nanoTime() - start);
        return described;
    }

    /** What an editor is told to do, which may fail like files. */
    @FunctionalInterface
    interface Change<T> {
        T apply(IndexEditor editor) throws IOException;
    }

    /** What a change gave, and the gallery with it. */
    record Changed<T>(T result, Snapshot gallery) {}

    /**
     * Changes the index; changes go one after the other.
     *
     * @throws Problem 409 if another process is changing it
     */
    <T> Changed<T> change(Change<T> change) {
        try {
            return editor.submit(() -> changeNow(change)).get();
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("the server is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the server is stopping");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private <T> Changed<T> changeNow(Change<T> change) {
        try (IndexEditor open = IndexEditor.open(current.index().folder(), Parallelism.allCores(), null)) {
            T result = change.apply(open);
            take(open.commit());
            return new Changed<>(result, current);
        } catch (IndexBusyException e) {
            throw Problem.conflict("another program is changing the index: try again later");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a change that is being written. */
    @Override
    public void close() {
        watcher.shutdownNow();
        editor.close();
        Optional.ofNullable(describer).ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "the model could not be closed", e);
            }
        });
    }
}
