package dev.icfrr.vision.index;

import java.io.IOException;
import java.io.Serial;

/** Somebody else is changing the index; trying again later may do. */
public final class IndexBusyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    IndexBusyException(String message) {
        super(message);
    }
}
