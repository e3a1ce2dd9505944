package dev.icfrr.vision.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes of a file with a position, and the markers between them. */
final class JpegInput {

    private static final int RESTART = 0xd0;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] data;
    private int at;
    /** A marker that was read and not handled yet; 0 if there is none. */
    private int pending;

    JpegInput(byte[] data) {
        this.data = data;
    }

    /**
     * Reads a byte.
     *
     * @throws JpegException if the file ends here
     */
    int next() throws JpegException {
        if (at >= data.length) {
            throw JpegException.cutOff();
        }
        return data[at++] & 0xff;
    }

    /** Returns whether the next four bytes are there and certainly hold no 0xff, so that they are data. */
    boolean hasPlainInt() {
        if (pending != 0 || data.length - at < Integer.BYTES) {
            return false;
        }
        int inverse = ~(int) INT.get(data, at);
        return ((inverse - 0x01010101) & ~inverse & 0x80808080) == 0;
    }

    /** Reads four bytes after {@link #hasPlainInt()}. */
    int nextInt() {
        at += Integer.BYTES;
        return (int) INT.get(data, at - Integer.BYTES);
    }

    int nextShort() throws JpegException {
        int high = next();
        return (high << 8) | next();
    }

    void skip(int bytes) throws JpegException {
        if (bytes > data.length - at) {
            at = data.length;
            throw JpegException.cutOff();
        }
        at += bytes;
    }

    int pending() {
        return pending;
    }

    void setPending(int marker) {
        pending = marker;
    }

    /** Returns the next marker. Skips bytes before it, as libjpeg does. */
    int nextMarker() throws JpegException {
        int marker = pending;
        pending = 0;
        while (marker == 0) {
            while (next() != 0xff) {
                // Bytes between segments belong to nothing.
            }
            do {
                marker = next();
            } while (marker == 0xff);
        }
        return marker;
    }

    /**
     * Moves behind a restart marker. If another marker is there, decides as libjpeg does whether to go on behind it, to
     * look for the next, or to leave it, so that the decoder gets zeros.
     *
     * @param number of the expected marker, 0 to 7
     */
    void passRestart(int number) throws JpegException {
        int marker = nextMarker();
        while (marker != RESTART + number) {
            boolean restart = marker >= RESTART && marker <= RESTART + 7;
            int ahead = (marker - RESTART - number) & 7;
            if (marker < 0xc0 || (restart && ahead >= 6)) {
                marker = nextMarker();
            } else if (!restart || ahead <= 2) {
                pending = marker;
                return;
            } else {
                return;
            }
        }
    }
}
