package dev.icfrr.server.api;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.ExactScan;
import dev.icfrr.vision.index.GalleryIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * Distances of queries to the whole gallery. Reading the gallery is what they cost, so a worker that reads it for one request
 * serves others that wait for a worker as well; a request that is alone has all cores read.
 */
final class SharedScan {
    /** Served together if so many wait. Of more, half are left to other workers. */
    private static final int FEW = 4;

    /** More would make the first wait for longer than the others gain. */
    private static final int MOST = 8;

    private final ExactScan one;
    private final ExactScan all;
    private final IntSupplier inFlight;
    private final ArrayDeque<PendingScan> waiting = new ArrayDeque<>();

    /** @param inFlight how many requests wait or run */
    SharedScan(GalleryIndex index, IntSupplier inFlight) {
        one = index.scan(new Parallelism(1));
        all = index.scan(Parallelism.allCores().onVirtualThreads());
        this.inFlight = inFlight;
    }

    /** One request's scan, to be closed when nobody waits for it any more. */
    final class PendingScan implements AutoCloseable {
        private final float[] query;
        private final CompletableFuture<double[]> distances = new CompletableFuture<>();
        private boolean claimed;

        private PendingScan(float[] query) {
            this.query = query;
        }

        /** The query. */
        float[] query() {
            return query;
        }

        /**
         * The distances to all items; computes them, with those of others, unless another worker has done so. While another
         * one does, computes those of others alone.
         */
        double[] distances() {
            while (!distances.isDone()) {
                List<PendingScan> together = claim(this);
                if (together.isEmpty()) {
                    break;
                }
                scan(together);
            }
            return distances.join();
        }

        @Override
        public void close() {
            synchronized (waiting) {
                waiting.remove(this);
            }
        }
    }

    /**
     * A scan among those that may be served together.
     *
     * @param query finite, of the gallery's length
     * @param scans whether its distances will be asked for, so that others may compute them
     */
    PendingScan enter(float[] query, boolean scans) {
        PendingScan scan = new PendingScan(query);
        if (scans) {
            synchronized (waiting) {
                waiting.add(scan);
            }
        }
        return scan;
    }

    /** Takes a scan, unless it is taken, and the longest waiting ones. */
    private List<PendingScan> claim(PendingScan own) {
        synchronized (waiting) {
            List<PendingScan> together = new ArrayList<>();
            waiting.remove(own);
            if (!own.claimed) {
                together.add(own);
            }
            int most = Math.clamp((together.size() + waiting.size()) / 2, FEW, MOST);
            while (together.size() < most && !waiting.isEmpty()) {
                together.add(waiting.remove());
            }
            together.forEach(scan -> scan.claimed = true);
            return together;
        }
    }

    private void scan(List<PendingScan> pending) {
        float[][] queries = pending.stream().map(PendingScan::query).toArray(float[][]::new);
        double[][] into = new double[queries.length][one.size()];
        try {
            (inFlight.getAsInt() > 1 ? one : all).distances(queries, into);
        } catch (RuntimeException | Error e) {
            pending.forEach(scan -> scan.distances.completeExceptionally(e));
            throw e;
        }
        for (int i = 0; i < into.length; i++) {
            pending.get(i).distances.complete(into[i]);
        }
    }
}
