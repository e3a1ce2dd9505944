package dev.icfrr.parallel;

/** Hears how far a long computation has come. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Called now and then, from any of the working threads but never by two at once.
     *
     * @param stage what is being done, as {@code "neighbors"}
     * @param done work done so far, never falling within a stage
     * @param total all work of the stage, in the same unit
     */
    void onProgress(String stage, long done, long total);
}
