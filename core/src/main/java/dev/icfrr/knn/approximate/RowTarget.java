package dev.icfrr.knn.approximate;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/** Takes rows in any order, from several threads, and then gives all of them to read. */
interface RowTarget {
    /**
     * Writes some bytes.
     *
     * @param at where the first byte belongs
     * @throws IOException if the disk is full or fails
     */
    void write(MemorySegment bytes, long at) throws IOException;

    /** Returns all bytes. Nothing is written afterwards. */
    MemorySegment finish() throws IOException;

    /** Creates a target outside the Java heap. */
    static RowTarget inMemory(long size) {
        MemorySegment memory = Arena.ofAuto().allocate(size, Float.BYTES);
        return new RowTarget() {
            @Override
            public void write(MemorySegment bytes, long at) {
                MemorySegment.copy(bytes, 0, memory, at, bytes.byteSize());
            }

            @Override
            public MemorySegment finish() {
                return memory;
            }
        };
    }

    /**
     * Creates a target in a file. Writing to a mapping instead would end the program when the disk is full.
     *
     * @param channel an empty file, closed at the end
     */
    static RowTarget inFile(FileChannel channel, long size) {
        return new RowTarget() {
            @Override
            public void write(MemorySegment bytes, long at) throws IOException {
                AtomicFile.write(channel, bytes.asByteBuffer(), at);
            }

            @Override
            public MemorySegment finish() throws IOException {
                try (channel) {
                    return channel.map(MapMode.READ_ONLY, 0, size, Arena.ofAuto());
                }
            }
        };
    }
}
