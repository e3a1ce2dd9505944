package dev.icfrr.embeddings;

import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.embeddings.faiss.FaissIndex;
import dev.icfrr.embeddings.hdf5.Hdf5Embeddings;
import dev.icfrr.embeddings.parquet.ParquetEmbeddings;
import dev.icfrr.embeddings.shards.ShardFolder;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Opens files of embeddings and of values. The content tells the format: Parquet, HDF5, a FAISS index, or a tensor
 * file. A folder is a folder of shards, and a {@code .txt} file has one value on each line.
 */
public final class EmbeddingFiles {
    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    /** A file of HDF5 may begin with a block of its user's, of this size or a power of two times that. */
    private static final long USER_BLOCK = 512;

    private EmbeddingFiles() {}

    /**
     * Opens a file or a folder of shards.
     *
     * @throws IOException if it does not exist, is damaged, or of no known format; the message names it
     */
    public static EmbeddingFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return ShardFolder.open(path);
        }
        Optional<TableFile> table = openTable(path);
        if (table.isPresent()) {
            return table.get();
        }
        boolean text =
                String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".txt");
        return text ? TextValues.open(path) : TensorEmbeddings.open(path);
    }

    /**
     * Opens a Parquet file, an HDF5 file or a FAISS index; empty if the file is of another format.
     *
     * @throws IOException if it does not exist, or is damaged; the message names it
     */
    public static Optional<TableFile> openTable(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "no such file");
        }
        if (Files.isDirectory(path)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] start = read(channel, 0, 8);
            if (startsWith(start, PARQUET)) {
                return Optional.of(ParquetEmbeddings.open(path));
            }
            if (FaissIndex.isIndex(start)) {
                return Optional.of(FaissIndex.open(path));
            }
            // A MATLAB file is HDF5 with a block before it, but its arrays are transposed: the tensor reader names it.
            boolean matlab = startsWith(start, "MATLAB".getBytes(StandardCharsets.US_ASCII));
            for (long at = 0; at < channel.size() && !matlab; at = at == 0 ? USER_BLOCK : at * 2) {
                if (startsWith(read(channel, at, 8), HDF5)) {
                    return Optional.of(Hdf5Embeddings.open(path));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether a file has the mark of a format that is not text: Parquet, HDF5, FAISS, NumPy or PyTorch.
     *
     * @throws IOException if it cannot be read
     */
    public static boolean isMarked(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] start = read(channel, 0, 8);
            return startsWith(start, PARQUET)
                    || startsWith(start, HDF5)
                    || FaissIndex.isIndex(start)
                    || startsWith(start, "PK\3\4".getBytes(StandardCharsets.ISO_8859_1))
                    || (start.length > 0 && (start[0] == (byte) 0x93 || start[0] == (byte) 0x80));
        }
    }

    private static byte[] read(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
            // Reads on until the bytes are complete or the file ends.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        return bytes.length >= mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }
}
