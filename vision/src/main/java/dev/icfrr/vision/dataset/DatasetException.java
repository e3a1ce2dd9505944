package dev.icfrr.vision.dataset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A data set is not laid out as its name promises; the message names the file, the line and what was expected. */
public final class DatasetException extends IOException {

    DatasetException(String message) {
        super(message);
    }

    DatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
