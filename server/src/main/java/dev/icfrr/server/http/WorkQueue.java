package dev.icfrr.server.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Worker threads that compute responses, and a bound on the number of requests in flight. Requests run on virtual
 * threads, which wait here. Health checks never wait. Virtual threads compute only what takes milliseconds.
 */
public final class WorkQueue implements AutoCloseable {
    private final ExecutorService workers;
    private final Semaphore slots;
    private final Duration wait;
    private final Duration run;
    private final Duration stop;
    private final boolean oneToSpare;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** Creates a queue with the limits' workers, slots and times. */
    public WorkQueue(Limits limits) {
        this(limits, Runtime.getRuntime().availableProcessors());
    }

    /** @param processors the number of processors that run virtual threads */
    WorkQueue(Limits limits, int processors) {
        oneToSpare = processors > 1;
        workers = Executors.newFixedThreadPool(
                limits.workers(),
                Thread.ofPlatform().name("icfrr-worker-", 0).daemon(true).factory());
        slots = new Semaphore(limits.workers() + limits.waiting());
        wait = limits.queueTime();
        run = limits.answerTime();
        stop = limits.stopTime();
    }

    /** A request's slot. Closing it gives the slot back. */
    public final class Slot implements AutoCloseable {
        private boolean held = true;

        @Override
        public void close() {
            if (held) {
                held = false;
                inFlight.decrementAndGet();
                slots.release();
            }
        }
    }

    /**
     * Takes a slot for a request.
     *
     * @throws Problem 429 if as many requests as allowed are in flight
     */
    public Slot enter() {
        if (!slots.tryAcquire()) {
            throw Problem.full(Refusal.QUEUE);
        }
        inFlight.incrementAndGet();
        return new Slot();
    }

    /**
     * Checks that there is a slot, without taking it: a request whose body is to be refused need not send it.
     *
     * @throws Problem 429 if as many requests as allowed are in flight
     */
    public void requireRoom() {
        if (isFull()) {
            throw Problem.full(Refusal.QUEUE);
        }
    }

    /** Returns whether as many requests as allowed are in flight. */
    public boolean isFull() {
        return slots.availablePermits() == 0;
    }

    /** Returns the number of requests in flight. */
    public int inFlight() {
        return inFlight.get();
    }

    /**
     * Computes something that takes milliseconds. If no other request is in flight, it is computed on the calling
     * thread: the way to a worker and back would be a tenth of the time. Otherwise it is computed on a worker.
     *
     * @throws Problem as {@link #compute}
     */
    public <T> T computeQuickly(Callable<T> work) {
        if (!oneToSpare || inFlight.get() > 1) {
            return compute(work);
        }
        try {
            return work.call();
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable fault) {
        return fault instanceof RuntimeException known ? known : new IllegalStateException(fault);
    }

    /**
     * Computes something on a worker.
     *
     * @throws Problem 429 if no worker gets to it in time, 503 if it takes too long or the server stops
     */
    public <T> T compute(Callable<T> work) {
        AtomicBoolean started = new AtomicBoolean();
        Future<T> future;
        try {
            future = workers.submit(() -> {
                if (!started.compareAndSet(false, true)) {
                    throw new CancellationException();
                }
                return work.call();
            });
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("the server is stopping");
        }
        try {
            try {
                return future.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (started.compareAndSet(false, true)) {
                    throw Problem.full(Refusal.QUEUE);
                }
            }
            return future.get(run.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw Problem.unavailable("the response takes longer than " + run.toSeconds() + " s");
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the server is stopping");
        } catch (CancellationException e) {
            throw Problem.unavailable("the server is stopping");
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /** Waits for running work, for as long as the limits allow. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(stop.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
