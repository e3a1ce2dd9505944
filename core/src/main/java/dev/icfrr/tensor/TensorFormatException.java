package dev.icfrr.tensor;

import java.io.IOException;

/** Thrown for a damaged or unsupported tensor file. The message names the file, the place in it and the fault. */
public final class TensorFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param file the file as the user named it
     * @param place an entry, a byte offset or a path to a value in the file; empty for the file as a whole
     * @param fault the fault and, if possible, the remedy
     */
    public TensorFormatException(Object file, String place, String fault) {
        super(file + ": " + (place.isEmpty() ? "" : place + ": ") + fault);
    }
}
