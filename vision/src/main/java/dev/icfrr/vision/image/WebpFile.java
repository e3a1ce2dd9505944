package dev.icfrr.vision.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a WebP file. The decoder reads still images only, so the first frame of an animation is cut out and
 * becomes a still image.
 */
final class WebpFile {

    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;

    /**
     * A frame of an animation.
     *
     * @param canvasWidth of the whole animation; the canvas is black where the frame is not
     * @param left of the frame on the canvas
     * @param still the frame as a file of its own
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package
    record Frame(int canvasWidth, int canvasHeight, int left, int top, byte[] still) {}

    private WebpFile() {}

    /** Returns the first frame of an animation; null if the file is a still image. */
    static @Nullable Frame firstFrame(byte[] file) throws ImageException {
        ByteSource source = new ByteSource(file, RIFF_HEADER);
        int canvasWidth = 0;
        int canvasHeight = 0;
        while (source.position() + CHUNK_HEADER <= file.length) {
            String name = new String(file, source.position(), 4, StandardCharsets.ISO_8859_1);
            source.i32();
            long length = source.u32();
            int start = source.position();
            if (name.equals("VP8X")) {
                boolean animated = (source.i32() & 2) != 0;
                canvasWidth = source.u24() + 1;
                canvasHeight = source.u24() + 1;
                if (!animated) {
                    return null;
                }
            } else if (name.equals("ANMF")) {
                int left = 2 * source.u24();
                int top = 2 * source.u24();
                int width = source.u24() + 1;
                int height = source.u24() + 1;
                source.seek(start + length);
                byte[] chunks = Arrays.copyOfRange(file, start + FRAME_HEADER, (int) (start + length));
                if (left + (long) width > canvasWidth || top + (long) height > canvasHeight) {
                    throw new ImageException("damaged: a frame outside its canvas");
                }
                return new Frame(canvasWidth, canvasHeight, left, top, still(chunks, width, height));
            } else if (canvasWidth == 0) {
                return null;
            }
            source.seek(start + length + length % 2);
        }
        throw new ImageException("damaged: cut off before its first frame");
    }

    private static byte[] still(byte[] chunks, int width, int height) {
        boolean alpha = chunks.length > 4 && new String(chunks, 0, 4, StandardCharsets.ISO_8859_1).equals("ALPH");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (alpha) {
            put(out, "VP8X", 10);
            number(out, 0x10, 4);
            number(out, width - 1, 3);
            number(out, height - 1, 3);
        }
        out.writeBytes(chunks);
        byte[] content = out.toByteArray();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        put(file, "RIFF", 4 + content.length);
        file.writeBytes("WEBP".getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(content);
        return file.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String name, int length) {
        out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        number(out, length, 4);
    }

    private static void number(ByteArrayOutputStream out, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(value >> (8 * i));
        }
    }
}
