package dev.icfrr.vision.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An image cannot be read; the message names the file and the fault. */
public final class ImageException extends IOException {

    private final boolean tooLarge;

    ImageException(String message) {
        this(message, null);
    }

    ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.tooLarge = false;
    }

    private ImageException(String message, boolean tooLarge) {
        super(message);
        this.tooLarge = tooLarge;
    }

    static ImageException tooLarge(String message) {
        return new ImageException(message, true);
    }

    /** Returns whether the image was rejected only because it has more pixels than allowed. */
    public boolean isTooLarge() {
        return tooLarge;
    }
}
