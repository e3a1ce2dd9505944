package dev.icfrr.vision.index;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Writes a {@link BlobFile} piece by piece. */
final class BlobWriter implements AutoCloseable {
    private final FileChannel channel;
    private final OutputStream out;
    private long[] starts = new long[1024];
    private int count;
    private long at = BlobFile.HEADER_BYTES;

    BlobWriter(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        out.write(new byte[BlobFile.HEADER_BYTES]);
    }

    void add(byte[] piece) throws IOException {
        if (count + 1 >= starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[count++] = at;
        out.write(piece);
        at += piece.length;
    }

    /** Writes the table and the header. */
    void finish() throws IOException {
        starts[count] = at;
        ByteBuffer entry = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i <= count; i++) {
            out.write(entry.putLong(0, starts[i]).array());
        }
        out.flush();
        ByteBuffer header = ByteBuffer.allocate(BlobFile.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(BlobFile.MAGIC).putLong(BlobFile.VERSION).putLong(count).putLong(at);
        dev.icfrr.io.AtomicFile.write(channel, header.flip(), 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
