package dev.icfrr.embeddings.hdf5;

import dev.icfrr.embeddings.data.Column;
import dev.icfrr.embeddings.data.Column.Use;
import dev.icfrr.embeddings.data.ColumnChoice;
import dev.icfrr.embeddings.data.DecodedRows;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An HDF5 file. Its columns are its data sets by their paths, for example {@code train}. Data sets that are stored
 * without chunks are mapped; others are decoded once.
 */
public final class Hdf5Embeddings implements TableFile {
    /** The library tells of every file that it opens. The reference keeps the level: loggers are held weakly. */
    private static final Logger LIBRARY = Logger.getLogger("io.jhdf");

    private static final int DEEPEST = 8;

    private final Path path;
    private final HdfFile file;
    private final Arena arena;
    private final MemorySegment bytes;
    private final Map<String, Dataset> datasets = new LinkedHashMap<>();
    private final Map<String, DecodedRows> decoded = new LinkedHashMap<>();

    static {
        if (LIBRARY.getLevel() == null) {
            LIBRARY.setLevel(Level.SEVERE);
        }
    }

    private Hdf5Embeddings(Path path, HdfFile file, Arena arena, MemorySegment bytes) {
        this.path = path;
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        collect("", file, 0);
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it is no HDF5 file, or damaged
     */
    @SuppressWarnings("MustBeClosed") // the result owns the arena and closes it
    public static Hdf5Embeddings open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        HdfFile opened = null;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            opened = new HdfFile(path);
            return new Hdf5Embeddings(path, opened, arena, bytes);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (opened != null) {
                opened.close();
            }
            arena.close();
            throw e instanceof IOException known ? known : damaged(path, "", e);
        }
    }

    /** Returns a refusal. The library trusts sizes in the file, so a damaged file may ask for any amount of memory. */
    private static IOException damaged(Path path, String column, Throwable e) {
        return new IOException(
                path + ": " + (column.isEmpty() ? "" : "data set " + column + ": ")
                        + "cannot be read as HDF5; it is damaged, or uses a feature that is not supported: "
                        + e.getMessage(),
                e);
    }

    private void collect(String prefix, Group group, int depth) {
        for (Node node : group.getChildren().values()) {
            String name = prefix.isEmpty() ? node.getName() : prefix + "/" + node.getName();
            if (node instanceof Dataset dataset) {
                datasets.put(name, dataset);
            } else if (node instanceof Group inner && depth < DEEPEST) {
                collect(name, inner, depth + 1);
            }
        }
    }

    @Override
    public String format() {
        return "HDF5";
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public synchronized List<Column> columns() throws IOException {
        List<Column> columns = new ArrayList<>();
        for (Map.Entry<String, Dataset> entry : datasets.entrySet()) {
            try {
                columns.add(described(entry.getKey(), entry.getValue()));
            } catch (RuntimeException | OutOfMemoryError e) {
                throw damaged(path, entry.getKey(), e);
            }
        }
        return columns;
    }

    private static Column described(String name, Dataset dataset) {
        Use use = isEmbedding(dataset) ? Use.EMBEDDINGS : isValue(dataset) ? Use.VALUES : Use.NONE;
        String type = type(dataset)
                .map(DType::torchName)
                .orElseGet(() -> dataset.getJavaType().getSimpleName().toLowerCase(Locale.ROOT));
        return new Column(
                name,
                type,
                Arrays.stream(dataset.getDimensions()).asLongStream().boxed().toList(),
                use);
    }

    private static boolean isEmbedding(Dataset dataset) {
        return dataset.getDimensions().length == 2 && type(dataset).isPresent();
    }

    private static boolean isValue(Dataset dataset) {
        return dataset.getDimensions().length == 1
                && (dataset.getJavaType() == String.class
                        || type(dataset).filter(DType::isInteger).isPresent());
    }

    @Override
    public synchronized Matrix matrix(Optional<String> column, Side side) throws IOException {
        String name = chosen(column, Hdf5Embeddings::isEmbedding, side.usualNames(), "embeddings");
        Dataset dataset = datasets.get(name);
        if (dataset == null) {
            throw new IOException(path + ": has no data set '" + name + "'");
        }
        try {
            Optional<Matrix> mapped = mapped(dataset);
            if (mapped.isPresent()) {
                return mapped.get();
            }
            DecodedRows rows = decoded.get(name);
            if (rows == null) {
                rows = ChunkedRows.read(dataset);
                decoded.put(name, rows);
            }
            return rows.matrix();
        } catch (RuntimeException | OutOfMemoryError e) {
            throw damaged(path, name, e);
        }
    }

    @Override
    public synchronized ItemValues values(Optional<String> column, Side side) throws IOException {
        String name = chosen(
                column,
                Hdf5Embeddings::isValue,
                side == Side.QUERY ? List.of("test_labels", "query_labels") : List.of("train_labels", "gallery_labels"),
                "numbers or names");
        Dataset dataset = datasets.get(name);
        if (dataset == null) {
            throw new IOException(path + ": has no data set '" + name + "'");
        }
        try {
            if (dataset.getJavaType() == String.class) {
                return new ItemValues.Names(List.of((String[]) dataset.getData()));
            }
            return new ItemValues.Numbers(WholeNumbers.of(dataset.getDataFlat()));
        } catch (RuntimeException | OutOfMemoryError e) {
            throw damaged(path, name, e);
        }
    }

    private String chosen(Optional<String> column, Predicate<Dataset> fits, List<String> usual, String what)
            throws IOException {
        Optional<String> asked = column.map(name -> name.startsWith("/") ? name.substring(1) : name);
        List<String> fitting = new ArrayList<>();
        try {
            datasets.forEach((name, dataset) -> {
                if (fits.test(dataset)) {
                    fitting.add(name);
                }
            });
        } catch (RuntimeException | OutOfMemoryError e) {
            throw damaged(path, "", e);
        }
        return ColumnChoice.of(path, asked, fitting, usual, what);
    }

    /** Returns the element type of a data set of numbers. */
    private static Optional<DType> type(Dataset dataset) {
        DataType type = dataset.getDataType();
        return switch (type) {
            case FloatingPoint _ ->
                switch (type.getSize()) {
                    case 2 -> Optional.of(DType.FLOAT16);
                    case 4 -> Optional.of(DType.FLOAT32);
                    case 8 -> Optional.of(DType.FLOAT64);
                    default -> Optional.empty();
                };
            case FixedPoint fixed ->
                switch (fixed.getSize()) {
                    case 1 -> Optional.of(fixed.isSigned() ? DType.INT8 : DType.UINT8);
                    case 2 -> Optional.of(fixed.isSigned() ? DType.INT16 : DType.UINT16);
                    case 4 -> Optional.of(fixed.isSigned() ? DType.INT32 : DType.UINT32);
                    case 8 -> Optional.of(fixed.isSigned() ? DType.INT64 : DType.UINT64);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static ByteOrder order(DataType type) {
        return type instanceof FloatingPoint floating
                ? floating.getByteOrder()
                : type instanceof FixedPoint fixed ? fixed.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
    }

    /** Returns the data as a view of the file, if it lies there in one piece as it is. */
    private Optional<Matrix> mapped(Dataset dataset) {
        if (!(dataset instanceof ContiguousDataset contiguous) || dataset.isEmpty()) {
            return Optional.empty();
        }
        DType type = type(dataset).orElseThrow();
        int[] size = dataset.getDimensions();
        long start = file.getUserBlockSize() + contiguous.getDataAddress();
        long length = (long) size[0] * size[1] * type.bytes();
        MemorySegment data = bytes.asSlice(start, length);
        return Optional.of(
                Tensor.view(type, data, order(dataset.getDataType()), 0, new long[] {size[0], size[1]}, new long[] {
                            size[1], 1
                        })
                        .asMatrix());
    }

    @Override
    public synchronized void close() {
        decoded.values().forEach(DecodedRows::close);
        decoded.clear();
        file.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
