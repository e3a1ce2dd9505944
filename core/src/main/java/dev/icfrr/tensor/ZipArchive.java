package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A mapped zip archive, zip64 included. Stored entries are slices of the mapping; deflated ones are inflated outside
 * the heap, at most {@link #MOST_INFLATED} bytes per archive.
 */
final class ZipArchive {

    /** Bytes that deflated entries of one archive may inflate to. */
    static final long MOST_INFLATED = 1L << 31;

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int END64_LOCATOR = 0x07064b50;
    private static final int END_SIZE = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    /** The most bytes that deflate can pack into one. */
    private static final long BEST_RATIO = 1032;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** One file of the archive. */
    record Entry(String name, int method, boolean encrypted, int crc, long packed, long size, long header) {}

    private final Object file;
    private final MemorySegment data;
    private final Arena arena;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, MemorySegment> inflated = new LinkedHashMap<>();
    private long inflatedBytes;

    /** Returns whether the bytes begin like a zip archive. */
    static boolean isZip(MemorySegment data) {
        return TensorFormats.startsWith(data, "PK\u0003\u0004") || TensorFormats.startsWith(data, "PK\u0005\u0006");
    }

    /**
     * Reads the directory of an archive.
     *
     * @param file the file, for messages
     * @param data the archive
     * @param arena allocates the memory of inflated entries
     * @throws TensorFormatException if the directory is damaged
     */
    ZipArchive(Object file, MemorySegment data, Arena arena) throws TensorFormatException {
        this.file = file;
        this.data = data;
        this.arena = arena;
        readDirectory(findEnd());
    }

    /** Returns the entries in the order of the directory. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** Returns the entry of a name, or null. */
    @Nullable
    Entry entry(String name) {
        return entries.get(name);
    }

    /** Returns the content of an entry, inflated where necessary. */
    MemorySegment content(Entry entry) throws TensorFormatException {
        long at = entry.header();
        if (at < 0 || at > data.byteSize() - 30 || i4(at) != LOCAL_HEADER) {
            throw fault(entry.name(), "its header is not at byte " + at + ", where the directory says");
        }
        long start = at + 30 + u2(at + 26) + u2(at + 28);
        if (start > data.byteSize() || entry.packed() > data.byteSize() - start) {
            throw fault(
                    entry.name(),
                    entry.packed() + " bytes from byte " + start + " on do not fit the file's " + data.byteSize()
                            + ": it was cut off; copy or download it again");
        }
        if (entry.encrypted()) {
            throw fault(entry.name(), "it is encrypted");
        }
        MemorySegment packed = data.asSlice(start, entry.packed());
        if (entry.method() == DEFLATED) {
            MemorySegment known = inflated.get(entry.name());
            if (known == null) {
                known = inflate(entry, packed);
                inflated.put(entry.name(), known);
            }
            return known;
        }
        if (entry.method() != STORED) {
            throw fault(
                    entry.name(), "compression method " + entry.method() + " is not supported; save it again without");
        }
        if (entry.packed() != entry.size()) {
            throw fault(entry.name(), "a stored entry of two sizes, " + entry.packed() + " and " + entry.size());
        }
        return packed;
    }

    /**
     * Returns whether the content has the checksum of the directory. Writers that skip checksums store a zero, which is
     * not compared.
     */
    boolean isIntact(Entry entry) throws TensorFormatException {
        return entry.crc() == 0 || checksum(content(entry)) == entry.crc();
    }

    private static int checksum(MemorySegment content) {
        CRC32 crc = new CRC32();
        long done = 0;
        while (done < content.byteSize()) {
            long part = Math.min(content.byteSize() - done, 1 << 20);
            crc.update(content.asSlice(done, part).asByteBuffer());
            done += part;
        }
        return (int) crc.getValue();
    }

    private MemorySegment inflate(Entry entry, MemorySegment packed) throws TensorFormatException {
        long size = entry.size();
        if (size < 0 || size > MOST_INFLATED - inflatedBytes) {
            throw fault(
                    entry.name(),
                    "compressed entries would take more than " + MOST_INFLATED + " bytes; save them uncompressed");
        }
        if (size / BEST_RATIO > entry.packed()) {
            throw fault(entry.name(), entry.packed() + " compressed bytes cannot hold " + size);
        }
        inflatedBytes += size;
        MemorySegment target = arena.allocate(Math.max(size, 1), 16).asSlice(0, size);
        try (Inflater inflater = new Inflater(true)) {
            long from = 0;
            long to = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput() && from < packed.byteSize()) {
                    long part = Math.min(packed.byteSize() - from, 1 << 20);
                    inflater.setInput(packed.asSlice(from, part).asByteBuffer());
                    from += part;
                }
                ByteBuffer out = to < size
                        ? target.asSlice(to, Math.min(size - to, 1 << 20)).asByteBuffer()
                        : ByteBuffer.allocate(1);
                int made = inflater.inflate(out);
                to += made;
                boolean stuck = made == 0 && (inflater.needsDictionary() || from == packed.byteSize());
                if (to > size || stuck) {
                    break;
                }
            }
            if (!inflater.finished() || to != size) {
                throw fault(
                        entry.name(),
                        "it does not inflate to the " + size + " bytes the directory states: it is damaged");
            }
        } catch (DataFormatException e) {
            throw fault(entry.name(), "its compressed bytes are damaged");
        }
        if (checksum(target) != entry.crc()) {
            throw fault(entry.name(), "its checksum is wrong: the file is damaged; copy or download it again");
        }
        return target;
    }

    private long findEnd() throws TensorFormatException {
        long lowest = Math.max(0, data.byteSize() - END_SIZE - LONGEST_COMMENT);
        for (long at = data.byteSize() - END_SIZE; at >= lowest; at--) {
            if (i4(at) == END && at + END_SIZE + u2(at + 20) <= data.byteSize()) {
                return at;
            }
        }
        throw new TensorFormatException(
                file,
                "byte " + data.byteSize() + " (its end)",
                "a zip archive's directory is missing: the file was cut off; copy or download it again");
    }

    private void readDirectory(long end) throws TensorFormatException {
        long count = u2(end + 10);
        long size = u4(end + 12);
        long start = u4(end + 16);
        long locator = end - 20;
        if (locator >= 0 && i4(locator) == END64_LOCATOR) {
            long end64 = i8(locator + 8);
            if (end64 < 0 || end64 > data.byteSize() - 56 || i4(end64) != END64) {
                throw directory(locator, "the large archive's directory is not where it should be");
            }
            count = i8(end64 + 32);
            size = i8(end64 + 40);
            start = i8(end64 + 48);
        }
        if (start < 0 || size < 0 || start > end || size > end - start || count < 0 || count > size / 46) {
            throw directory(end, "the directory of " + count + " entries does not fit the file");
        }
        long at = start;
        for (long i = 0; i < count; i++) {
            at = readEntry(at, start + size);
        }
    }

    private long readEntry(long at, long limit) throws TensorFormatException {
        if (at > limit - 46 || i4(at) != CENTRAL_HEADER) {
            throw directory(at, "an entry of the directory is damaged");
        }
        int flags = u2(at + 8);
        long packed = u4(at + 20);
        long size = u4(at + 24);
        int nameLength = u2(at + 28);
        int extraLength = u2(at + 30);
        long header = u4(at + 42);
        long next = at + 46 + nameLength + extraLength + u2(at + 32);
        if (next > limit) {
            throw directory(at, "an entry of the directory is damaged");
        }
        byte[] nameBytes = data.asSlice(at + 46, nameLength).toArray(Elements.I1);
        Charset charset = (flags & 0x800) != 0 ? StandardCharsets.UTF_8 : Charset.forName("IBM437");
        String name = new String(nameBytes, charset);
        long extra = at + 46 + nameLength;
        long extraEnd = extra + extraLength;
        while (extra + 4 <= extraEnd) {
            int id = u2(extra);
            long field = extra + 4;
            long fieldEnd = Math.min(field + u2(extra + 2), extraEnd);
            if (id == 1) {
                // Only the values that did not fit their place are here, in this order.
                if (size == 0xFFFF_FFFFL && field + 8 <= fieldEnd) {
                    size = i8(field);
                    field += 8;
                }
                if (packed == 0xFFFF_FFFFL && field + 8 <= fieldEnd) {
                    packed = i8(field);
                    field += 8;
                }
                if (header == 0xFFFF_FFFFL && field + 8 <= fieldEnd) {
                    header = i8(field);
                }
            }
            extra = fieldEnd;
        }
        if (size < 0 || packed < 0) {
            throw directory(at, "an entry of negative size");
        }
        Entry entry = new Entry(name, u2(at + 10), (flags & 1) != 0, i4(at + 16), packed, size, header);
        if (entries.put(name, entry) != null) {
            throw fault(name, "the archive has two entries of this name");
        }
        return next;
    }

    private TensorFormatException directory(long at, String fault) {
        return new TensorFormatException(file, "zip directory, byte " + at, fault);
    }

    private TensorFormatException fault(String entry, String fault) {
        return new TensorFormatException(file, "entry " + PrintableText.quote(entry), fault);
    }

    private int u2(long at) {
        return data.get(Elements.I2, at) & 0xFFFF;
    }

    private int i4(long at) {
        return data.get(Elements.I4, at);
    }

    private long u4(long at) {
        return i4(at) & 0xFFFF_FFFFL;
    }

    private long i8(long at) {
        return data.get(Elements.I8, at);
    }
}
