package dev.icfrr.tensor;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Writes {@code .pth} files that {@code torch.load(path, weights_only=True)} of PyTorch 1.13 and later accepts. A file
 * appears under its name only when it is complete.
 */
public final class PthWriter {

    private static final String FOLDER = "archive/";
    private static final byte[] VERSION = "3\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LITTLE_ENDIAN = "little".getBytes(StandardCharsets.US_ASCII);
    private static final int PART = 1 << 20;
    /** An upper bound of the bytes of headers, pickle and directory of a file with one tensor. */
    private static final long OVERHEAD = 4096;

    private PthWriter() {}

    /**
     * Writes a value: a tensor, or dictionaries and lists with tensors in them. Tensors are written in logical order;
     * views of one storage become separate tensors.
     *
     * @throws IllegalArgumentException if the value holds inert parts or sets
     * @throws IOException if it cannot be written
     */
    public static void write(Path path, Value value) throws IOException {
        write(path, value, ZipWriter.PLAIN_LIMIT);
    }

    static void write(Path path, Value value, long plainLimit) throws IOException {
        PthPickle.Pickled pickled = PthPickle.of(value);
        long bytes = OVERHEAD + pickled.bytes().length;
        for (Tensor tensor : pickled.tensors()) {
            bytes += tensor.byteSize() + 256;
            if (bytes < 0) {
                throw new IllegalArgumentException("the tensors have too many bytes to be written");
            }
        }
        try (AtomicFile file = new AtomicFile(path, bytes)) {
            ZipWriter zip = new ZipWriter(file.channel(), plainLimit);
            zip.add(FOLDER + "data.pkl", pickled.bytes());
            zip.add(FOLDER + "byteorder", LITTLE_ENDIAN);
            for (int i = 0; i < pickled.tensors().size(); i++) {
                Tensor tensor = pickled.tensors().get(i);
                ZipWriter.Entry entry = zip.begin(FOLDER + "data/" + i, tensor.byteSize());
                zip.end(entry, copy(tensor, file.channel(), entry.content()));
            }
            zip.add(FOLDER + "version", VERSION);
            zip.finish();
            file.commit();
        }
    }

    /** Writes the elements in logical order and returns their checksum. */
    static int copy(Tensor tensor, FileChannel channel, long position) throws IOException {
        CRC32 crc = new CRC32();
        int unit = tensor.dtype().bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment part = arena.allocate(PART, 16);
            long done = 0;
            while (done < tensor.count()) {
                long elements = Math.min(tensor.count() - done, PART / unit);
                tensor.copyBytes(done, elements, part);
                MemorySegment filled = part.asSlice(0, elements * unit);
                crc.update(filled.asByteBuffer());
                AtomicFile.write(channel, filled.asByteBuffer(), position + done * unit);
                done += elements;
            }
        }
        return (int) crc.getValue();
    }

    /**
     * Creates a file of one matrix that is written row by row; see {@link RowWriter}.
     *
     * @throws IllegalArgumentException for negative sizes and types that rows cannot have
     * @throws IOException if the file cannot be created or there is no space for it
     */
    public static RowWriter create(Path path, DType dtype, int rows, int columns) throws IOException {
        return create(path, dtype, rows, columns, ZipWriter.PLAIN_LIMIT);
    }

    @SuppressWarnings("MustBeClosed") // the row writer owns the file and closes it
    static RowWriter create(Path path, DType dtype, int rows, int columns, long plainLimit) throws IOException {
        long size = RowWriter.size(dtype, rows, columns);
        AtomicFile file = new AtomicFile(path, size + OVERHEAD);
        try {
            ZipWriter zip = new ZipWriter(file.channel(), plainLimit);
            zip.add(FOLDER + "data.pkl", PthPickle.ofTensor(dtype, rows, columns));
            zip.add(FOLDER + "byteorder", LITTLE_ENDIAN);
            zip.add(FOLDER + "version", VERSION);
            ZipWriter.Entry entry = zip.begin(FOLDER + "data/0", size);
            return new RowWriter(path, file, dtype, rows, columns, entry.content(), crc -> {
                zip.end(entry, crc);
                zip.finish();
            });
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }
}
