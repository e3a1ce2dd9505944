package dev.icfrr.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The number of threads that work on independent rows. Each row is computed the same way by any thread, so results do
 * not depend on the number.
 *
 * @param threads at least 1, including the calling thread
 * @param virtual whether the other threads are virtual
 */
public record Parallelism(int threads, boolean virtual) {

    /** Rows handed out at a time: few enough to balance, many enough to keep the counter cold. */
    private static final int ROWS_PER_TURN = 8;

    public Parallelism {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }

    /** Creates a parallelism of threads of the operating system. */
    public Parallelism(int threads) {
        this(threads, false);
    }

    /**
     * Returns the same number of threads, virtual except for the calling one. Virtual threads start sooner. Their work
     * should take milliseconds at most, because it keeps other virtual threads from the processors.
     */
    public Parallelism onVirtualThreads() {
        return new Parallelism(threads, true);
    }

    /** Returns one thread per available processor. */
    public static Parallelism allCores() {
        return new Parallelism(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Calls a worker for every row 0 .. rows-1 and returns when all are done.
     *
     * @param worker called once per thread; the returned worker is called for that thread's rows and may keep scratch
     *     memory
     * @throws RuntimeException the first exception of a worker; the other threads stop at their next row
     * @throws java.util.concurrent.CancellationException if the calling thread was interrupted, which stops all threads
     */
    public void forEachRow(int rows, Supplier<IntConsumer> worker) {
        forEachBlock(rows, ROWS_PER_TURN, () -> {
            IntConsumer rowWorker = worker.get();
            return (first, end) -> {
                for (int row = first; row < end && !Thread.currentThread().isInterrupted(); row++) {
                    rowWorker.accept(row);
                }
            };
        });
    }

    /** Like {@link #forEachRow}, handing out blocks {@code [first, end)} of at most {@code blockRows} rows. */
    public void forEachBlock(int rows, int blockRows, Supplier<BlockWorker> worker) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable turns = () -> {
            try {
                BlockWorker blockWorker = worker.get();
                while (failure.get() == null && !Thread.currentThread().isInterrupted()) {
                    int first = next.getAndUpdate(n -> n >= rows ? n : n + Math.min(blockRows, rows - n));
                    if (first >= rows) {
                        return;
                    }
                    blockWorker.accept(first, first + Math.min(blockRows, rows - first));
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        };
        int helpers = Math.min(threads, Math.ceilDiv(Math.max(rows, 1), blockRows)) - 1;
        Thread[] others = new Thread[helpers];
        for (int i = 0; i < helpers; i++) {
            Thread.Builder builder =
                    virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
            others[i] = builder.name("icfrr-" + (i + 1)).start(turns);
        }
        turns.run();
        join(others);
        rethrow(failure.get());
    }

    private static void join(Thread[] threads) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        for (Thread thread : threads) {
            if (interrupted) {
                thread.interrupt();
            }
            while (true) {
                try {
                    Thread.interrupted();
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("interrupted");
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Works on rows {@code [first, end)}. */
    @FunctionalInterface
    public interface BlockWorker {
        void accept(int first, int end);
    }
}
