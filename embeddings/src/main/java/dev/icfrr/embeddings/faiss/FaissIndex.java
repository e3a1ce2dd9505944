package dev.icfrr.embeddings.faiss;

import dev.icfrr.embeddings.data.Column;
import dev.icfrr.embeddings.data.Column.Use;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.text.PrintableText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A flat FAISS index ({@code IndexFlatL2}, {@code IndexFlatIP}), alone or in an {@code IndexIDMap}. The vectors are
 * mapped; the ids of a map are values. The metric is left aside: distances are computed anew.
 */
public final class FaissIndex implements TableFile {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final Arena arena;
    private final Matrix vectors;
    private final Optional<long[]> ids;

    private FaissIndex(Path path, Arena arena, Matrix vectors, Optional<long[]> ids) {
        this.path = path;
        this.arena = arena;
        this.vectors = vectors;
        this.ids = ids;
    }

    /**
     * Returns whether a file begins like a FAISS index: four letters, then a dimension that is plausible.
     *
     * @param start the first 8 bytes or more
     */
    public static boolean isIndex(byte[] start) {
        if (start.length < 8
                || start[0] != 'I'
                || "xwvHBL".indexOf(start[1]) < 0
                || !Character.isLetterOrDigit(start[2])
                || !Character.isLetterOrDigit(start[3])) {
            return false;
        }
        int dimension = MemorySegment.ofArray(start).get(INT, 4);
        return dimension > 0 && dimension < 1 << 24;
    }

    /**
     * Opens an index.
     *
     * @throws IOException if it is of another type, or damaged
     */
    @SuppressWarnings("MustBeClosed") // the result owns the arena and closes it
    public static FaissIndex open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            Parser parser = new Parser(path, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
            return parser.index(arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static final class Parser {
        private final Path path;
        private final MemorySegment data;
        private long at;
        private int dimension;
        private long count;

        Parser(Path path, MemorySegment data) {
            this.path = path;
            this.data = data;
        }

        FaissIndex index(Arena arena) throws IOException {
            String type = type();
            boolean map = type.equals("IxMp") || type.equals("IxM2");
            header(type);
            if (map) {
                type = type();
                long outer = count;
                header(type);
                if (outer != count) {
                    throw fault("the map has " + outer + " ids, its index " + count + " vectors");
                }
            }
            if (!List.of("IxF2", "IxFI", "IxFl").contains(type)) {
                throw new IOException(path + ": is a FAISS index of type " + PrintableText.quote(type)
                        + ", and only flat ones are read (IndexFlatL2, IndexFlatIP, IndexIDMap of one). In Python,"
                        + " numpy.save('x.npy', index.reconstruct_n(0, index.ntotal)) writes its vectors");
            }
            MemorySegment vectors = vector(count * dimension, Float.BYTES);
            Optional<long[]> ids = map ? Optional.of(vector(count, Long.BYTES).toArray(LONG)) : Optional.empty();
            if (at != data.byteSize()) {
                throw fault((data.byteSize() - at) + " bytes follow the index");
            }
            Matrix matrix = Tensor.view(
                            DType.FLOAT32,
                            vectors,
                            ByteOrder.LITTLE_ENDIAN,
                            0,
                            new long[] {count, dimension},
                            new long[] {dimension, 1})
                    .asMatrix();
            return new FaissIndex(path, arena, matrix, ids);
        }

        private String type() throws IOException {
            MemorySegment name = next(4);
            return new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        }

        /** Reads what all indexes begin with: dimension, number, two unused numbers, trained, metric. */
        private void header(String type) throws IOException {
            dimension = next(4).get(INT, 0);
            count = next(8).get(LONG, 0);
            next(16 + 1);
            int metric = next(4).get(INT, 0);
            if (metric > 1) {
                next(4);
            }
            if (dimension < 1 || count < 0 || count > Integer.MAX_VALUE) {
                throw fault(PrintableText.quote(type) + " with " + count + " vectors of " + dimension + " values");
            }
        }

        private MemorySegment vector(long expected, int width) throws IOException {
            long length = next(8).get(LONG, 0);
            if (length != expected) {
                throw fault(length + " elements where " + expected + " are needed");
            }
            return next(Math.multiplyExact(length, (long) width));
        }

        private MemorySegment next(long bytes) throws IOException {
            if (bytes > data.byteSize() - at) {
                throw fault("the file was cut off; copy or download it again");
            }
            at += bytes;
            return data.asSlice(at - bytes, bytes);
        }

        private IOException fault(String fault) {
            return new IOException(path + ": byte " + at + ": a damaged FAISS index: " + fault);
        }
    }

    @Override
    public String format() {
        return "FAISS";
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<Column> columns() {
        long rows = vectors.rows();
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("", DType.FLOAT32.torchName(), List.of(rows, (long) vectors.columns()), Use.EMBEDDINGS));
        ids.ifPresent(_ -> columns.add(new Column("ids", DType.INT64.torchName(), List.of(rows), Use.VALUES)));
        return columns;
    }

    @Override
    public Matrix matrix(Optional<String> column, Side side) throws IOException {
        requireNoColumn(column);
        return vectors;
    }

    @Override
    public ItemValues values(Optional<String> column, Side side) throws IOException {
        requireNoColumn(column.filter(name -> !name.equals("ids")));
        return new ItemValues.Numbers(
                ids.orElseThrow(() -> new IOException(path + ": is an index without ids; only an IndexIDMap has them"))
                        .clone());
    }

    private void requireNoColumn(Optional<String> column) throws IOException {
        if (column.isPresent()) {
            throw new IOException(path + ": is a FAISS index, which has no columns. Leave out ':" + column.get() + "'");
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
