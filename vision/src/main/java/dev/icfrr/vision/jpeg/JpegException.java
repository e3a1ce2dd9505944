package dev.icfrr.vision.jpeg;

import java.io.IOException;

/** A JPEG file that cannot be decoded; the message says why, without the name of the file. */
public final class JpegException extends IOException {

    private final boolean cutOff;

    JpegException(String message) {
        this(message, false);
    }

    private JpegException(String message, boolean cutOff) {
        super(message);
        this.cutOff = cutOff;
    }

    static JpegException cutOff() {
        return new JpegException("damaged: cut off before its end", true);
    }

    /** Returns whether only the end of the file is missing. */
    boolean isCutOff() {
        return cutOff;
    }
}
