package dev.icfrr.knn.rows;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import org.jspecify.annotations.Nullable;

/**
 * How a search is carried out.
 *
 * @param kernels the hot loops
 * @param parallelism the threads
 * @param listener receives progress, or null
 */
public record Execution(
        Kernels kernels, Parallelism parallelism, @Nullable ProgressListener listener) {

    /** Returns a meter that reports a stage to the listener. */
    public ProgressMeter progress(String stage, long total) {
        return new ProgressMeter(listener, stage, total);
    }
}
