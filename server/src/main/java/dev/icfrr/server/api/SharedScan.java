package dev.icfrr.server.api;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.vision.index.GalleryIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * Computes distances of queries to the whole gallery. Most of the time goes into reading the gallery, so a worker that
 * reads it for one request also serves requests that wait for a worker. A request that is alone uses all cores.
 */
final class SharedScan {
    /** Up to this many are served together. Of more, half are left to other workers. */
    private static final int FEW = 4;

    /** With more, the first would wait longer than the others gain. */
    private static final int MOST = 8;

    private final FlatSearch one;
    private final FlatSearch all;
    private final IntSupplier inFlight;
    private final ArrayDeque<PendingScan> waiting = new ArrayDeque<>();

    /** @param inFlight counts the requests that wait or run */
    SharedScan(GalleryIndex index, IntSupplier inFlight) {
        one = index.scan(new Parallelism(1));
        all = index.scan(Parallelism.allCores().onVirtualThreads());
        this.inFlight = inFlight;
    }

    /** The distances of one request's query, computed on demand. Close it when they are no longer needed. */
    final class PendingScan implements AutoCloseable {
        private final float[] query;
        private final CompletableFuture<double[]> distances = new CompletableFuture<>();
        private boolean claimed;

        private PendingScan(float[] query) {
            this.query = query;
        }

        /** Returns the query. */
        float[] query() {
            return query;
        }

        /**
         * Returns the distances to all items. Computes them together with those of other requests, unless another
         * worker has computed them. While another worker computes them, helps with those of other requests.
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
     * Starts a query.
     *
     * @param query finite, of the gallery's length
     * @param scans whether its distances will be needed, so that other workers may compute them
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

    /** Claims a scan, unless it is claimed already, and the scans that have waited longest. */
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

    /** Returns the distances of a query to some items. */
    double[] distances(float[] query, int[] items) {
        return one.distances(query, items);
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
