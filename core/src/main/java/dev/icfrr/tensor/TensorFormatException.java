package dev.icfrr.tensor;

import java.io.IOException;

/** A file is not what it claims to be, or holds something that is not supported: says which file, where, and what. */
public final class TensorFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param file the file as the user named it
     * @param place where in the file: an entry, a byte offset or a path to a value; empty for the file as a whole
     * @param fault what is wrong there and, where it helps, what to do
     */
    public TensorFormatException(Object file, String place, String fault) {
        super(file + ": " + (place.isEmpty() ? "" : place + ": ") + fault);
    }
}
