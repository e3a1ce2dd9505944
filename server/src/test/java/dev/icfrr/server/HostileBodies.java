package dev.icfrr.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/** Bodies of hostile requests. */
final class HostileBodies {
    private HostileBodies() {}

    static byte[] manyParts(int count) {
        String part = "--b\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\n1\r\n";
        return (part.repeat(count) + "--b--\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    static BufferedImage white(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        return image;
    }

    /** A PNG of a few bytes whose header promises an image of any size. */
    static byte[] pngClaiming(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(header);
        out.writeBytes(ByteBuffer.allocate(4).putInt(13).array());
        out.writeBytes(header);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        out.writeBytes(new byte[] {0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, (byte) 0xaf, 0x06, 0x1e});
        return out.toByteArray();
    }
}
