package dev.icfrr.vision.index;

import java.io.IOException;
import java.io.Serial;

/** Another process or thread is changing the index. A later attempt may succeed. */
public final class IndexBusyException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    IndexBusyException(String message) {
        super(message);
    }
}
