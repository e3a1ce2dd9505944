package dev.icfrr.vision.picture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A picture cannot be read; the message names the file and the fault. */
public final class PictureException extends IOException {

    private final boolean tooLarge;

    PictureException(String message) {
        this(message, null);
    }

    PictureException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.tooLarge = false;
    }

    private PictureException(String message, boolean tooLarge) {
        super(message);
        this.tooLarge = tooLarge;
    }

    static PictureException tooLarge(String message) {
        return new PictureException(message, true);
    }

    /** Whether the picture may be sound, but has more pixels than were allowed. */
    public boolean isTooLarge() {
        return tooLarge;
    }
}
