package dev.icfrr.vision.extract;

import java.nio.file.Path;

/** Hears how an extraction goes on. Called by one thread at a time. */
public interface ExtractionListener {

    /** A listener that does nothing. */
    ExtractionListener SILENT = new ExtractionListener() {};

    /**
     * A domain begins.
     *
     * @param done pictures that an earlier run encoded
     */
    default void onStart(Domain domain, int done, int total) {}

    /** A batch is encoded, or {@code total} is reached. */
    default void onProgress(Domain domain, int done, int total) {}

    /** A picture is left out. */
    default void onBroken(Domain domain, Path picture, String reason) {}
}
