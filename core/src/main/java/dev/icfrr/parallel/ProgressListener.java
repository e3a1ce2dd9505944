package dev.icfrr.parallel;

/** Receives the progress of a long computation. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Receives the progress from any working thread, but never from two at once.
     *
     * @param stage the name of the stage, for example {@code "neighbors"}
     * @param done work done so far; does not decrease within a stage
     * @param total all work of the stage, in the same unit
     */
    void onProgress(String stage, long done, long total);
}
