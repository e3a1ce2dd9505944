package dev.icfrr.io;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Text files that may be compressed with gzip. */
public final class TextFiles {
    private static final int BUFFER = 1 << 16;

    private TextFiles() {}

    /**
     * Opens a file. A gzip file, recognized by its content, is decompressed; a UTF-8 byte order mark is skipped.
     *
     * @throws IOException if the file cannot be read; the message names it
     */
    public static InputStream open(Path path) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER);
        try {
            boolean zipped = startsWith(file, 0x1f, 0x8b);
            InputStream text = zipped ? new BufferedInputStream(new GZIPInputStream(file, BUFFER), BUFFER) : file;
            if (startsWith(text, 0xef, 0xbb, 0xbf)) {
                text.skipNBytes(3);
            }
            return text;
        } catch (IOException e) {
            file.close();
            throw new IOException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a whole file of UTF-8 text, as {@link #open} does.
     *
     * @throws IOException if the file cannot be read or is not UTF-8; the message names it
     */
    public static String read(Path path) throws IOException {
        try (InputStream in = open(path)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(path + ": not text in UTF-8", e);
        }
    }

    private static boolean startsWith(InputStream in, int... bytes) throws IOException {
        in.mark(bytes.length);
        boolean starts = true;
        for (int wanted : bytes) {
            starts = starts && in.read() == wanted;
        }
        in.reset();
        return starts;
    }

    /** Wraps a stream to a file in a buffer, or in gzip if the file's name ends in {@code .gz}. */
    public static OutputStream compressedByName(Path path, OutputStream out) throws IOException {
        return path.toString().endsWith(".gz")
                ? new GZIPOutputStream(out, BUFFER)
                : new BufferedOutputStream(out, BUFFER);
    }
}
