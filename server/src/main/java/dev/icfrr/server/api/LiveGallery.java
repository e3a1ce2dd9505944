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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The current state of the gallery. A request takes one {@link Snapshot} and keeps it until its response. Changes, by
 * this process or another, make the next snapshot.
 */
final class LiveGallery implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(LiveGallery.class.getName());
    private static final int MOST_TOGETHER = 64;
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(2);

    private final @Nullable FeatureExtractor<?> extractor;
    private final ServerMetrics metrics;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("icfrr-watcher").daemon(true).factory());
    private final ExecutorService editor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("icfrr-editor").daemon(true).factory());
    private final Queue<PendingChange<?>> pendingChanges = new ConcurrentLinkedQueue<>();
    private volatile @Nullable WarmUp warmUp;
    private volatile Snapshot current;

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the executor is shut down
    LiveGallery(
            GalleryIndex index, @Nullable FeatureExtractor<?> extractor, ServerMetrics metrics, IntSupplier inFlight) {
        this.extractor = extractor;
        this.metrics = metrics;
        current = new Snapshot(index, inFlight);
        watcher.scheduleWithFixedDelay(
                this::refresh, REFRESH_INTERVAL.toMillis(), REFRESH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the current state. */
    Snapshot now() {
        return current;
    }

    /** Starts to prepare for the first searches, in the background. */
    void prepare() {
        warmUp = WarmUp.start(current);
    }

    /** Returns whether images can be searched for and added. */
    boolean readsImages() {
        return extractor != null;
    }

    private void refresh() {
        try {
            take(current.index().refreshed());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "the index cannot be read again; the server keeps using the state it has", e);
        }
    }

    private synchronized void take(GalleryIndex index) {
        if (index.generation() > current.index().generation()) {
            Snapshot next = current.next(index);
            next.advice(); // no search waits for it
            current = next;
        }
    }

    /** Extracts the feature of an image file. */
    FeatureExtractor.Extracted extract(byte[] file) {
        if (extractor == null) {
            throw Problem.unprocessable(
                    "the index does not name the model of its features, so images cannot be searched"
                            + " for or added; send a vector or the id of an item");
        }
        long start = System.nanoTime();
        FeatureExtractor.Extracted extracted = extractor.extract(file);
        metrics.stage("describe", System.nanoTime() - start);
        return extracted;
    }

    /** A change of the index. */
    @FunctionalInterface
    interface Change<T> {
        T apply(IndexEditor editor) throws IOException;
    }

    /** The result of a change and the gallery after it. */
    record Changed<T>(T result, Snapshot gallery) {}

    /** A change that waits, and its future result. */
    private static final class PendingChange<T> {
        private final Change<T> change;
        private final CompletableFuture<Changed<T>> done = new CompletableFuture<>();
        private @Nullable T result;

        PendingChange(Change<T> change) {
            this.change = change;
        }

        void apply(IndexEditor open) throws IOException {
            result = change.apply(open);
        }

        void complete(Snapshot gallery) {
            done.complete(new Changed<>(Objects.requireNonNull(result), gallery));
        }

        void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    /**
     * Changes the index. Changes that wait while another is written are written together, as one new generation. If one
     * of them fails, the others are written without it.
     *
     * @throws Problem 409 if another process is changing it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // each pending change has a future of its own
    <T> Changed<T> change(Change<T> change) {
        PendingChange<T> pending = new PendingChange<>(change);
        pendingChanges.add(pending);
        try {
            editor.submit(this::writePending);
            return pending.done.get();
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

    /** Returns the number of changes that wait while another is written. */
    int changesWaiting() {
        return pendingChanges.size();
    }

    private void writePending() {
        List<PendingChange<?>> together = new ArrayList<>();
        while (together.size() < MOST_TOGETHER && pendingChanges.peek() != null) {
            together.add(pendingChanges.remove());
        }
        try {
            // An editor that a failed change has touched is dropped.
            while (!together.isEmpty() && !write(together)) {
                LOGGER.log(Level.DEBUG, "a change was refused; the others are written without it");
            }
        } catch (IndexBusyException e) {
            failAll(together, Problem.conflict("another program is changing the index: try again later"));
        } catch (IOException e) {
            failAll(together, new UncheckedIOException(e));
        } catch (RuntimeException | Error e) {
            failAll(together, e);
        }
    }

    /** Writes changes. If one fails, writes nothing, takes it off the list and returns false. */
    private boolean write(List<PendingChange<?>> together) throws IOException {
        try (IndexEditor open = IndexEditor.open(current.index().folder(), Parallelism.allCores(), null)) {
            for (PendingChange<?> pending : together) {
                try {
                    pending.apply(open);
                } catch (RuntimeException e) {
                    pending.fail(e);
                    together.remove(pending);
                    return false;
                }
            }
            take(open.commit());
        }
        Snapshot changed = current;
        together.forEach(pending -> pending.complete(changed));
        return true;
    }

    private static void failAll(List<PendingChange<?>> together, Throwable cause) {
        together.forEach(pending -> pending.fail(cause));
    }

    /** Waits for a change that is being written, then closes the model. */
    @Override
    public void close() {
        Optional.ofNullable(warmUp).ifPresent(WarmUp::close);
        watcher.shutdownNow();
        editor.close();
        Optional.ofNullable(extractor).ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "the model could not be closed", e);
            }
        });
    }
}
