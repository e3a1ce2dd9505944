package dev.icfrr.vision.extract;

import java.nio.file.Path;
import java.util.List;

/** Receives the progress of an extraction. Calls come one at a time, except those of {@link #onDistances}. */
public interface ExtractionListener {

    /** A listener that does nothing. */
    ExtractionListener SILENT = new ExtractionListener() {};

    /** Called if the cache already holds these features. */
    default void onReuse(Path folder) {}

    /**
     * Called after a calibration.
     *
     * @param measured all settings, the chosen one first
     */
    default void onCalibration(List<SpeedCalibration.Measurement> measured) {}

    /**
     * Called before the images of a domain are encoded.
     *
     * @param done images that an earlier run encoded
     */
    default void onStart(Domain domain, int done, int total) {}

    /** Called after each batch. */
    default void onProgress(Domain domain, int done, int total) {}

    /** Called when an image is left out. */
    default void onBroken(Domain domain, Path image, String reason) {}

    /**
     * Called while distance files are written: first with 0, then from any thread.
     *
     * @param done rows of both files that are written
     */
    default void onDistances(int done, int total) {}
}
