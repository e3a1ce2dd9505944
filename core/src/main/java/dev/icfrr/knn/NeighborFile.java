package dev.icfrr.knn;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Neighbor lists in a file that is mapped into memory, see docs/formats/knn-graph.md.
 *
 * @param lists backed by the file if they were opened
 */
record NeighborFile(NeighborLists lists, int kg, SelfMatch selfMatch, ListOrder order, String provenance) {

    /**
     * Writes the file under a temporary name and moves it into place when it is complete.
     *
     * @throws IOException if there is no such folder or not enough space
     */
    void write(Path path) throws IOException {
        requireLittleEndian();
        MemorySegment data = dense().ids();
        NeighborFileHeader layout = new NeighborFileHeader(lists.size(), kg, selfMatch, order, provenance, 0);
        byte[] table = checksums(data, layout);
        NeighborFileHeader header =
                new NeighborFileHeader(lists.size(), kg, selfMatch, order, provenance, (int) checksum(table));
        try (AtomicFile file = new AtomicFile(path, header.fileBytes())) {
            FileChannel channel = file.channel();
            AtomicFile.write(channel, header.encode(), 0);
            for (int chunk = 0; chunk < header.chunks(); chunk++) {
                MemorySegment bytes = chunk(data, header, chunk);
                AtomicFile.write(
                        channel,
                        bytes.asByteBuffer(),
                        NeighborFileHeader.BYTES + (long) chunk * NeighborFileHeader.CHUNK_BYTES);
            }
            long padding = NeighborFileHeader.BYTES + header.dataBytes();
            AtomicFile.write(channel, ByteBuffer.allocate((int) (header.tableAt() - padding)), padding);
            AtomicFile.write(channel, ByteBuffer.wrap(table), header.tableAt());
            channel.force(true);
            file.commit();
        }
    }

    /**
     * Maps a file. Only the header is checked, so the time does not depend on the size.
     *
     * @throws IOException if it is no such file or its length does not fit its header, naming the file
     */
    static NeighborFile open(Path path) throws IOException {
        requireLittleEndian();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            NeighborFileHeader header = header(channel);
            if (channel.size() != header.fileBytes()) {
                throw new IOException((channel.size() < header.fileBytes() ? "truncated: " : "too long: ")
                        + channel.size() + " bytes, not " + header.fileBytes());
            }
            MemorySegment data = channel.map(
                    FileChannel.MapMode.READ_ONLY, NeighborFileHeader.BYTES, header.dataBytes(), Arena.ofAuto());
            return new NeighborFile(
                    NeighborLists.over(data, header.size(), header.stride()),
                    header.kg(),
                    header.selfMatch(),
                    header.order(),
                    header.provenance());
        } catch (java.nio.file.FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads all of a file and checks it.
     *
     * @throws IOException naming the first fault
     */
    static void verify(Path path) throws IOException {
        NeighborLists lists = open(path).lists();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            NeighborFileHeader header = header(channel);
            ByteBuffer table =
                    ByteBuffer.allocate(header.chunks() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, table, header.tableAt());
            if ((int) checksum(table.array()) != header.tableChecksum()) {
                throw new IOException(path + ": the table of checksums is corrupt");
            }
            for (int chunk = 0; chunk < header.chunks(); chunk++) {
                if ((int) checksum(chunk(lists.ids(), header, chunk)) != table.getInt(chunk * Integer.BYTES)) {
                    throw new IOException(path + ": corrupt between bytes "
                            + (NeighborFileHeader.BYTES + (long) chunk * NeighborFileHeader.CHUNK_BYTES) + " and "
                            + Math.min(
                                    NeighborFileHeader.BYTES + header.dataBytes(),
                                    NeighborFileHeader.BYTES + (chunk + 1L) * NeighborFileHeader.CHUNK_BYTES));
                }
            }
        }
        try {
            lists.requireIndices(lists.size(), item -> item);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /** Returns the lists in one block, without the neighbors beyond KG that a truncated graph still holds. */
    private NeighborLists dense() {
        int stride = Math.min(kg, lists.size() - 1);
        if (stride == lists.stride() && lists.changes() == null) {
            return lists;
        }
        NeighborLists dense = NeighborLists.allocate(lists.size(), stride);
        int[] row = new int[stride];
        for (int item = 0; item < lists.size(); item++) {
            lists.copyRow(item, row, stride);
            dense.setRow(item, row);
        }
        return dense;
    }

    private static byte[] checksums(MemorySegment data, NeighborFileHeader header) {
        ByteBuffer table = ByteBuffer.allocate(header.chunks() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int chunk = 0; chunk < header.chunks(); chunk++) {
            table.putInt((int) checksum(chunk(data, header, chunk)));
        }
        return table.array();
    }

    private static MemorySegment chunk(MemorySegment data, NeighborFileHeader header, int chunk) {
        long start = (long) chunk * NeighborFileHeader.CHUNK_BYTES;
        return data.asSlice(start, Math.min(NeighborFileHeader.CHUNK_BYTES, header.dataBytes() - start));
    }

    private static long checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return crc.getValue();
    }

    private static long checksum(byte[] bytes) {
        return checksum(MemorySegment.ofArray(bytes));
    }

    private static NeighborFileHeader header(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(NeighborFileHeader.BYTES, channel.size()));
        readFully(channel, bytes, 0);
        return NeighborFileHeader.decode(bytes.array());
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position()) < 0) {
                throw new IOException("truncated while it was read");
            }
        }
    }

    private static void requireLittleEndian() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException(
                    "neighbor files are mapped as little-endian, which this machine is not");
        }
    }
}
