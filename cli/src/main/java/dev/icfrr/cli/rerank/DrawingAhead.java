package dev.icfrr.cli.rerank;

import dev.icfrr.cli.report.MetricsPlot;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.OrdersRead;
import dev.icfrr.rerank.RerankSink;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Prepares on a thread of its own, while queries are ranked, what drawing needs: fonts, the classes of plots, and
 * copies of the images that will be shown. This only saves time. Drawing makes itself what is missing, and reports what
 * fails.
 */
final class DrawingAhead implements AutoCloseable {
    /** Empty at the end of the work. */
    private final BlockingQueue<Optional<Runnable>> work = new LinkedBlockingQueue<>();

    private final Optional<Thread> thread;
    private volatile boolean closed;

    private DrawingAhead(boolean hasThread) {
        thread = hasThread
                ? Optional.of(Thread.ofPlatform().daemon().name("icfrr-drawing").unstarted(this::work))
                : Optional.empty();
    }

    /**
     * Starts to prepare. A run of one thread does nothing ahead.
     *
     * @param hasPlot whether the run will draw a plot
     */
    static DrawingAhead start(Parallelism parallelism, boolean hasPlot) {
        DrawingAhead ahead = new DrawingAhead(parallelism.threads() > 1);
        if (hasPlot) {
            ahead.work.add(Optional.of(DrawingAhead::preparePlots));
        }
        ahead.thread.ifPresent(Thread::start);
        return ahead;
    }

    private static void preparePlots() {
        try {
            MetricsPlot.prepare();
        } catch (IOException e) {
            // Without fonts no plot can be drawn, which is reported when it is.
        }
    }

    /**
     * Returns a sink that prepares the images of each query that {@code tops} keeps, once it is ranked.
     *
     * @param tops gets the same orders before this sink
     */
    RerankSink imagesOf(TopOrders tops, int lastIteration, RunImages images) {
        return new RerankSink() {
            @Override
            public void accept(int query, int iteration, int[] order) {
                if (thread.isPresent() && iteration == lastIteration && tops.has(query)) {
                    work.add(Optional.of(() -> prepareImages(query, tops, lastIteration, images)));
                }
            }

            @Override
            public OrdersRead reads() {
                return OrdersRead.NOTHING;
            }
        };
    }

    private void prepareImages(int query, TopOrders tops, int lastIteration, RunImages images) {
        images.willEmbed(query, tops, lastIteration);
        images.queries().loadAhead(query);
        for (int iteration = 0; iteration <= lastIteration; iteration++) {
            for (int item : tops.top(query, iteration)) {
                if (closed) {
                    return;
                }
                images.gallery().loadAhead(item);
            }
        }
    }

    private void work() {
        try {
            for (Optional<Runnable> next = work.take(); next.isPresent() && !closed; next = work.take()) {
                next.get().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // Drawing meets the same fault, on a thread whose faults reach the caller.
        }
    }

    /** Ends the thread after the image that it prepares. */
    @Override
    public void close() {
        closed = true;
        work.add(Optional.empty());
        boolean interrupted = false;
        while (thread.isPresent() && thread.get().isAlive()) {
            try {
                thread.get().join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
