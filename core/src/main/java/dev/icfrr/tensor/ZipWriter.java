package dev.icfrr.tensor;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip archive of stored entries as {@code torch.save} does. Contents begin at multiples of 64 bytes, so that
 * they can be mapped; sizes beyond 4 GiB take the zip64 form.
 */
final class ZipWriter {

    /** The smallest size that does not fit the plain form. */
    static final long PLAIN_LIMIT = 0xFFFF_FFFFL;

    private static final int ALIGNMENT = 64;
    private static final int UTF8_NAMES = 0x800;
    /** The first day that a zip archive can name, so that files with equal content are equal. */
    private static final int EPOCH = 0x21;

    private final FileChannel channel;
    private final long plainLimit;
    private final List<Entry> entries = new ArrayList<>();
    private long position;

    /** An entry with the positions of its header and its content. */
    static final class Entry {
        private final byte[] name;
        private final long size;
        private final long header;
        private final long content;
        private int crc;

        private Entry(byte[] name, long size, long header, long content) {
            this.name = name;
            this.size = size;
            this.header = header;
            this.content = content;
        }

        /** Returns the position of the first byte of the content. */
        long content() {
            return content;
        }
    }

    /**
     * Starts an archive.
     *
     * @param plainLimit the smallest size or position to take the zip64 form, normally {@link #PLAIN_LIMIT}
     */
    ZipWriter(FileChannel channel, long plainLimit) {
        this.channel = channel;
        this.plainLimit = plainLimit;
    }

    /** Writes a whole entry. */
    void add(String name, byte[] content) throws IOException {
        Entry entry = begin(name, content.length);
        AtomicFile.write(channel, ByteBuffer.wrap(content), entry.content());
        CRC32 crc = new CRC32();
        crc.update(content);
        end(entry, (int) crc.getValue());
    }

    /** Reserves space for an entry, whose content the caller writes at {@link Entry#content()}. */
    Entry begin(String name, long size) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long unaligned = position + 30 + bytes.length + (size >= plainLimit ? 20 : 0) + 4;
        long content = Math.ceilDiv(unaligned, ALIGNMENT) * ALIGNMENT;
        Entry entry = new Entry(bytes, size, position, content);
        entries.add(entry);
        position = content + size;
        return entry;
    }

    /** Writes the header of an entry once its checksum is known. */
    void end(Entry entry, int crc) throws IOException {
        entry.crc = crc;
        boolean large = entry.size >= plainLimit;
        int headerBytes = (int) (entry.content - entry.header);
        int extra = headerBytes - 30 - entry.name.length;
        ByteBuffer out = buffer(headerBytes);
        out.putInt(0x04034b50);
        common(out, entry, large);
        out.putShort((short) extra);
        out.put(entry.name);
        int padding = extra - 4;
        if (large) {
            out.putShort((short) 1).putShort((short) 16).putLong(entry.size).putLong(entry.size);
            padding -= 20;
        }
        // PyTorch's own mark for padding.
        out.put((byte) 'F').put((byte) 'B').putShort((short) padding);
        while (out.hasRemaining()) {
            out.put((byte) 'Z');
        }
        AtomicFile.write(channel, out.flip(), entry.header);
    }

    /** Writes the fields that both headers share: from "version needed to extract" to the length of the name. */
    private static void common(ByteBuffer out, Entry entry, boolean large) {
        out.putShort((short) (large ? 45 : 20)).putShort((short) UTF8_NAMES).putShort((short) 0);
        out.putShort((short) 0).putShort((short) EPOCH);
        out.putInt(entry.crc);
        out.putInt((int) (large ? PLAIN_LIMIT : entry.size));
        out.putInt((int) (large ? PLAIN_LIMIT : entry.size));
        out.putShort((short) entry.name.length);
    }

    /** Writes the directory. */
    void finish() throws IOException {
        long start = position;
        boolean largeArchive = entries.size() >= 0xFFFF;
        for (Entry entry : entries) {
            boolean largeSize = entry.size >= plainLimit;
            boolean largeHeader = entry.header >= plainLimit;
            largeArchive |= largeSize || largeHeader;
            int extra = (largeSize ? 16 : 0) + (largeHeader ? 8 : 0);
            ByteBuffer out = buffer(46 + entry.name.length + (extra > 0 ? extra + 4 : 0));
            out.putInt(0x02014b50).putShort((short) (extra > 0 ? 45 : 20));
            common(out, entry, largeSize);
            out.putShort((short) (extra > 0 ? extra + 4 : 0));
            out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
            out.putInt((int) (largeHeader ? PLAIN_LIMIT : entry.header));
            out.put(entry.name);
            if (extra > 0) {
                out.putShort((short) 1).putShort((short) extra);
            }
            if (largeSize) {
                out.putLong(entry.size).putLong(entry.size);
            }
            if (largeHeader) {
                out.putLong(entry.header);
            }
            append(out);
        }
        end(start, position - start, largeArchive || start >= plainLimit);
    }

    private void end(long start, long size, boolean large) throws IOException {
        ByteBuffer out = buffer(large ? 56 + 20 + 22 : 22);
        if (large) {
            long end64 = position;
            out.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
            out.putInt(0).putInt(0).putLong(entries.size()).putLong(entries.size());
            out.putLong(size).putLong(start);
            out.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
        }
        short count = (short) (large ? 0xFFFF : entries.size());
        out.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(count)
                .putShort(count);
        out.putInt((int) (large ? PLAIN_LIMIT : size)).putInt((int) (large ? PLAIN_LIMIT : start));
        out.putShort((short) 0);
        append(out);
    }

    private void append(ByteBuffer out) throws IOException {
        out.flip();
        int length = out.remaining();
        AtomicFile.write(channel, out, position);
        position += length;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
