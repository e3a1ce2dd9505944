package dev.icfrr.vision.extract;

import java.io.IOException;
import java.io.Serial;

/** A cache folder holds files that an extraction would have to overwrite, and overwriting was not requested. */
public final class ExistingFeaturesException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    ExistingFeaturesException(String message) {
        super(message);
    }
}
