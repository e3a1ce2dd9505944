package dev.icfrr.vision.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mapped file of many small byte strings ({@code docs/formats/gallery-index.md}): the pieces, then a table of their
 * offsets. It stays mapped as long as anything refers to it.
 */
final class BlobFile {
    static final int HEADER_BYTES = 32;
    static final long MAGIC = ByteBuffer.wrap("ICFRRBLB".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    static final int VERSION = 1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MemorySegment data;
    private final int count;
    private final long tableAt;

    private BlobFile(Path path, MemorySegment data, int count, long tableAt) {
        this.path = path;
        this.data = data;
        this.count = count;
        this.tableAt = tableAt;
    }

    /**
     * Maps a file. Checks its header only.
     *
     * @throws IOException if it is another kind of file or its length does not match its header
     */
    static BlobFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEADER_BYTES) {
                throw new IOException(path + ": truncated: " + size + " bytes, less than its header");
            }
            MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
            int version = (int) data.get(LONG, 8);
            long count = data.get(LONG, 16);
            long tableAt = data.get(LONG, 24);
            if (data.get(LONG, 0) != MAGIC) {
                throw new IOException(path + ": no file of packed pieces: it does not start with ICFRRBLB");
            }
            if (version != VERSION) {
                throw new IOException(path + ": format version " + version + ", and this program reads version "
                        + VERSION + ": use the program that wrote it");
            }
            if (count < 0
                    || count > Integer.MAX_VALUE
                    || tableAt < HEADER_BYTES
                    || size - tableAt != (count + 1) * Long.BYTES) {
                throw new IOException(path + ": its length does not fit its header: truncated or damaged");
            }
            return new BlobFile(path, data, (int) count, tableAt);
        }
    }

    int count() {
        return count;
    }

    /** Returns the total length of all pieces. */
    long bytes() {
        return tableAt - HEADER_BYTES;
    }

    /**
     * One piece.
     *
     * @throws UncheckedIOException if the table is damaged
     */
    byte[] get(int index) {
        return slice(index).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Returns the exception for damage that shows when an index is used, because opening does not read everything. */
    static UncheckedIOException damage(Path file, String what) {
        return new UncheckedIOException(
                new IOException(file + ": " + what + "; take it from a backup or build the index again"));
    }

    /**
     * Returns a view of one piece, without copying it.
     *
     * @throws UncheckedIOException if the table is damaged
     */
    MemorySegment slice(int index) {
        java.util.Objects.checkIndex(index, count);
        long from = data.get(LONG, tableAt + (long) index * Long.BYTES);
        long to = data.get(LONG, tableAt + (index + 1L) * Long.BYTES);
        if (from < HEADER_BYTES || to < from || to > tableAt) {
            throw damage(path, "the table is damaged at piece " + index);
        }
        return data.asSlice(from, to - from);
    }
}
