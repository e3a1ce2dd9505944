package dev.icfrr.vision.picture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A picture cannot be read; the message names the file and the fault. */
public final class PictureException extends IOException {

    PictureException(String message) {
        super(message);
    }

    PictureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
