package dev.icfrr.knn.approximate;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.DiskSpace;
import dev.icfrr.io.DiskSync;
import dev.icfrr.io.FileTrees;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A folder that keeps the finished parts of a long search for neighbors. A search that was stopped continues from
 * there, and its result is the same as without the stop. The parts survive a crash of the program or the machine. A
 * damaged part is computed again.
 */
public class KnnCheckpoint {
    /** The layout of a value of a part. */
    static final ValueLayout.OfInt VALUE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String DESCRIPTION = "search.txt";
    /** A scratch file leaves so much space to the parts and to others. */
    private static final long LEAST_FREE = 1L << 30;

    /** Keeps nothing. */
    public static final KnnCheckpoint NONE = new KnnCheckpoint(Path.of("")) {
        @Override
        void begin(String description) {}

        @Override
        boolean keeps() {
            return false;
        }

        @Override
        Optional<int[]> read(String part) {
            return Optional.empty();
        }

        @Override
        Optional<MemorySegment> map(String part) {
            return Optional.empty();
        }

        @Override
        void write(String part, int[] values, int count) {}

        @Override
        Optional<FileChannel> scratch(String name, long bytes) {
            return Optional.empty();
        }
    };

    private final Path folder;

    private KnnCheckpoint(Path folder) {
        this.folder = folder;
    }

    /**
     * Uses a folder, which is created by the first part that is kept.
     *
     * @param folder new, or left by a search that was stopped
     */
    public static KnnCheckpoint in(Path folder) {
        return new KnnCheckpoint(folder);
    }

    /** Returns whether an earlier search left parts. */
    public boolean isStarted() {
        return Files.exists(folder.resolve(DESCRIPTION));
    }

    /** Removes the folder. */
    public void delete() throws IOException {
        FileTrees.delete(folder);
    }

    /**
     * Starts or continues a search.
     *
     * @param description inputs and settings on which the result depends
     * @throws IOException if the folder holds parts of another search or cannot be written
     */
    void begin(String description) throws IOException {
        Path file = folder.resolve(DESCRIPTION);
        if (Files.exists(file)) {
            String kept = Files.readString(file);
            if (!kept.equals(description)) {
                throw new IOException(
                        folder + ": keeps parts of another search (" + kept.strip() + "), not of this one ("
                                + description.strip() + "). Remove the folder, or finish that search first");
            }
            return;
        }
        DiskSync.createFolders(folder);
        AtomicFile.write(file, out -> out.write(description.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns whether parts are kept. */
    boolean keeps() {
        return true;
    }

    /** Returns a part that was kept; empty if it is missing or damaged. */
    Optional<int[]> read(String part) throws IOException {
        return map(part).map(values -> values.toArray(VALUE));
    }

    /** Returns a part that was kept, as a mapping of {@link #VALUE}s; empty if it is missing or damaged. */
    Optional<MemorySegment> map(String part) throws IOException {
        Path file = folder.resolve(part);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            if (bytes.byteSize() < Integer.BYTES || bytes.byteSize() % Integer.BYTES != 0) {
                return Optional.empty();
            }
            MemorySegment values = bytes.asSlice(Integer.BYTES);
            return bytes.get(VALUE, 0) == checksum(values.asByteBuffer()) ? Optional.of(values) : Optional.empty();
        }
    }

    /** Keeps a part. It is on the disk when this returns. */
    void write(String part, int[] values, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count + 1, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(Integer.BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(values, 0, count);
        bytes.putInt(0, checksum(bytes));
        bytes.rewind();
        try (AtomicFile file = new AtomicFile(folder.resolve(part), bytes.remaining())) {
            AtomicFile.write(file.channel(), bytes, 0);
            file.commit();
        }
    }

    /**
     * Returns an empty file that is deleted when it is closed, at the latest with the folder; empty if the disk lacks
     * the space. What is mapped of it stays until the mapping is closed.
     *
     * @param name of no part
     * @param bytes size of the file to be
     */
    Optional<FileChannel> scratch(String name, long bytes) throws IOException {
        Path file = folder.resolve(name);
        DiskSync.createFolders(folder);
        Files.deleteIfExists(file);
        if (DiskSpace.usable(folder) - bytes < LEAST_FREE) {
            return Optional.empty();
        }
        return Optional.of(FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
    }

    private static int checksum(ByteBuffer rest) {
        CRC32C crc = new CRC32C();
        crc.update(rest.duplicate());
        return (int) crc.getValue();
    }
}
