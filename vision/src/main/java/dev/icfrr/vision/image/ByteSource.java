package dev.icfrr.vision.image;

/** Little-endian numbers of a file in memory, with a position. */
final class ByteSource {

    private final byte[] data;
    private int at;

    ByteSource(byte[] data, int at) {
        this.data = data;
        this.at = at;
    }

    int position() {
        return at;
    }

    void seek(long position) throws ImageException {
        if (position < 0 || position > data.length) {
            throw cutOff();
        }
        at = (int) position;
    }

    int u8() throws ImageException {
        if (at >= data.length) {
            throw cutOff();
        }
        return data[at++] & 0xff;
    }

    int u16() throws ImageException {
        int low = u8();
        return low | (u8() << 8);
    }

    int u24() throws ImageException {
        int low = u16();
        return low | (u8() << 16);
    }

    int i32() throws ImageException {
        int low = u16();
        return low | (u16() << 16);
    }

    long u32() throws ImageException {
        return i32() & 0xffffffffL;
    }

    private static ImageException cutOff() {
        return new ImageException("damaged: cut off before its end");
    }
}
