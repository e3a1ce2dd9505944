package dev.icfrr.vision.dataset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A data set does not have the layout of its name. The message names the file, the line and the expected content. */
public final class DatasetException extends IOException {

    DatasetException(String message) {
        super(message);
    }

    DatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
