package dev.icfrr.tensor;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes {@code .npy} files, format version 1. A file appears under its name only when it is complete. */
public final class NpyWriter {

    private static final int ALIGNMENT = 64;

    private NpyWriter() {}

    /**
     * Writes a tensor in logical order.
     *
     * @throws IllegalArgumentException for types that NumPy does not have, for example {@link DType#BFLOAT16}
     * @throws IOException if it cannot be written
     */
    public static void write(Path path, Tensor tensor) throws IOException {
        try (AtomicFile file = new AtomicFile(path, tensor.byteSize())) {
            write(file.channel(), tensor);
            file.commit();
        }
    }

    /**
     * Writes a tensor in logical order to a file that is open, from its start. The caller flushes the file to disk.
     *
     * @throws IllegalArgumentException for types that NumPy does not have
     * @throws IOException if it cannot be written
     */
    public static void write(FileChannel channel, Tensor tensor) throws IOException {
        byte[] header = header(tensor.dtype(), tensor.shape());
        AtomicFile.write(channel, ByteBuffer.wrap(header), 0);
        PthWriter.copy(tensor, channel, header.length);
    }

    /**
     * Writes a tensor in logical order as {@code float32}, which exactly represents the narrower floating types that
     * NumPy lacks.
     *
     * @throws IllegalArgumentException for complex types
     * @throws IOException if it cannot be written
     */
    public static void writeAsFloat32(Path path, Tensor tensor) throws IOException {
        byte[] header = header(DType.FLOAT32, tensor.shape());
        float[] values = new float[1 << 16];
        ByteBuffer part = ByteBuffer.allocateDirect(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = Math.multiplyExact(tensor.byteSize() / tensor.dtype().bytes(), 4L);
        try (AtomicFile file = new AtomicFile(path, bytes)) {
            AtomicFile.write(file.channel(), ByteBuffer.wrap(header), 0);
            for (long done = 0; done < tensor.count(); done += values.length) {
                int length = (int) Math.min(values.length, tensor.count() - done);
                tensor.copyTo(done, values, 0, length);
                part.clear();
                RowEncoder.encode(DType.FLOAT32, values, 0, length, part);
                AtomicFile.write(file.channel(), part.flip(), header.length + done * 4);
            }
            file.commit();
        }
    }

    /**
     * Creates a file of one matrix that is written row by row; see {@link RowWriter}.
     *
     * @throws IllegalArgumentException for negative sizes and types that rows cannot have
     * @throws IOException if the file cannot be created or there is no space for it
     */
    @SuppressWarnings("MustBeClosed") // the row writer owns the file and closes it
    public static RowWriter create(Path path, DType dtype, int rows, int columns) throws IOException {
        long size = RowWriter.size(dtype, rows, columns);
        byte[] header = header(dtype, new long[] {rows, columns});
        AtomicFile file = new AtomicFile(path, size + header.length);
        try {
            AtomicFile.write(file.channel(), ByteBuffer.wrap(header), 0);
            return new RowWriter(path, file, dtype, rows, columns, header.length, crc -> {});
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static byte[] header(DType dtype, long[] shape) {
        String code = dtype.numpyCode().orElseThrow(() -> new IllegalArgumentException("NumPy has no type " + dtype));
        StringBuilder sizes = new StringBuilder();
        for (long size : shape) {
            sizes.append(size).append(shape.length == 1 ? "," : ", ");
        }
        if (shape.length > 1) {
            sizes.setLength(sizes.length() - 2);
        }
        String text = "{'descr': '" + (dtype.bytes() == 1 ? "|" : "<") + code + "', 'fortran_order': False, 'shape': ("
                + sizes + "), }";
        int length = Math.ceilDiv(10 + text.length() + 1, ALIGNMENT) * ALIGNMENT - 10;
        ByteBuffer out = ByteBuffer.allocate(10 + length);
        out.put(NpyReader.MAGIC).put((byte) 1).put((byte) 0);
        out.put((byte) length).put((byte) (length >> 8));
        out.put(text.getBytes(StandardCharsets.US_ASCII));
        while (out.remaining() > 1) {
            out.put((byte) ' ');
        }
        out.put((byte) '\n');
        return out.array();
    }
}
