package dev.icfrr.server.api;

import com.sun.management.OperatingSystemMXBean;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.NearestNeighbors;
import dev.icfrr.vision.index.GalleryIndex;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;

/**
 * Prepares a server for its first searches, in the background after the start: reads features and neighbor lists into
 * memory, computes what searches share, and searches once. Files are not read if they take more than three quarters of
 * the memory that Java leaves.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(WarmUp.class.getName());
    private static final int CANDIDATES = 1000;

    private final Thread thread;

    private WarmUp(Thread thread) {
        this.thread = thread;
    }

    /** Starts to prepare. */
    static WarmUp start(Snapshot gallery) {
        Thread thread = Thread.ofPlatform().name("icfrr-warm-up").daemon(true).unstarted(() -> run(gallery));
        thread.start();
        return new WarmUp(thread);
    }

    private static void run(Snapshot gallery) {
        try {
            prepare(gallery);
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, "the server could not prepare for its first searches", e);
        }
    }

    static void prepare(Snapshot gallery) {
        // Searches that come meanwhile wait for the disk until this is done.
        if (fits(gallery.index().loadedBytes(), memory(), Runtime.getRuntime().maxMemory())) {
            gallery.index().load();
        }
        gallery.advice();
        search(gallery);
    }

    private static void search(Snapshot gallery) {
        GalleryIndex index = gallery.index();
        NearestNeighbors nearest =
                index.firstStage(new Parallelism(1)).nearest(index.feature(0), Math.min(CANDIDATES, index.size()));
        if (gallery.votesAtScales()) {
            GalleryScales scales = gallery.scales();
            scales.reranker(scales.method()).rerankCandidates(nearest.items(), nearest.distances());
        }
    }

    /** Returns the memory of the machine or of the container. */
    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /** Returns whether files of so many bytes may be read into memory. */
    static boolean fits(long bytes, long memory, long heap) {
        return bytes <= (memory - heap) / 4 * 3;
    }

    /** Stops soon. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
