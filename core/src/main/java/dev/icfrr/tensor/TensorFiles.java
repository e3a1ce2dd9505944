package dev.icfrr.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens tensor files in every supported format; see {@link TensorFile.Kind}. */
public final class TensorFiles {

    private TensorFiles() {}

    /**
     * Opens a file. The content tells the format, except for {@code .fvecs}, {@code .ivecs} and {@code .bvecs}, which
     * have no mark and go by their extension. The file is mapped, not read: opening takes no time at any size. The file
     * must not be changed or truncated while it is open.
     *
     * @throws TensorFormatException if the content is damaged or not supported; the message says where and how
     * @throws IOException if the file cannot be read
     */
    @SuppressWarnings("MustBeClosed") // the file owns the arena and closes it
    public static TensorFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw new TensorFormatException(path, "", "not a regular file");
        }
        Arena arena = Arena.ofShared();
        try {
            return TensorFormats.read(path, mapped(path, arena), arena);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Maps the only tensor of a file for as long as it is reachable. There is nothing to close, and threads may
     * continue to read while others open newer files.
     *
     * @throws TensorFormatException if the content is damaged or not supported, or holds several tensors
     * @throws IOException if the file cannot be read
     */
    public static Tensor map(Path path) throws IOException {
        Arena arena = Arena.ofAuto();
        return TensorFormats.read(path, mapped(path, arena), arena).soleTensor();
    }

    private static MemorySegment mapped(Path path, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                throw new TensorFormatException(path, "", "the file is empty");
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }
}
