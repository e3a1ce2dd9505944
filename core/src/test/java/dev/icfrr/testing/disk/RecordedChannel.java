package dev.icfrr.testing.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel to a file of a recorded disk. */
final class RecordedChannel extends FileChannel {
    private final FileChannel channel;
    private final DiskLog log;
    private final int file;

    RecordedChannel(FileChannel channel, DiskLog log, int file) {
        this.channel = channel;
        this.log = log;
        this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        long position = channel.position();
        ByteBuffer copy = bytes.duplicate();
        int written = channel.write(bytes);
        record(copy, position, written);
        return written;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        ByteBuffer copy = bytes.duplicate();
        int written = channel.write(bytes, position);
        record(copy, position, written);
        return written;
    }

    private void record(ByteBuffer bytes, long position, int written) {
        byte[] copy = new byte[written];
        bytes.get(copy);
        log.write(file, position, copy);
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            written += write(buffers[i]);
        }
        return written;
    }

    @Override
    public void force(boolean metaData) {
        log.flush(file);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < channel.size()) {
            log.cut(file, size);
        }
        channel.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return channel.read(into, position);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return channel.read(into, offset, length);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return channel.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return channel.map(requireRead(mode), position, size);
    }

    @Override
    public MemorySegment map(MapMode mode, long position, long size, Arena arena) throws IOException {
        return channel.map(requireRead(mode), position, size, arena);
    }

    private static MapMode requireRead(MapMode mode) {
        if (mode != MapMode.READ_ONLY) {
            throw new UnsupportedOperationException("writes to mapped files are not recorded");
        }
        return mode;
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return channel.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
