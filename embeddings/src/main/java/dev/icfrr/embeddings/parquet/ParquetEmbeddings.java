package dev.icfrr.embeddings.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import dev.icfrr.embeddings.data.Column;
import dev.icfrr.embeddings.data.Column.Use;
import dev.icfrr.embeddings.data.ColumnChoice;
import dev.icfrr.embeddings.data.DecodedRows;
import dev.icfrr.embeddings.data.ItemValues;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * A Parquet file. Lists of numbers of one length are embeddings ({@code float}, {@code double}, half and whole
 * numbers); plain columns of whole numbers and strings are values.
 */
public final class ParquetEmbeddings implements TableFile {
    /** The library tells which decoders it chose. The reference keeps the level: loggers are held weakly. */
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        if (LIBRARY.getLevel() == null) {
            LIBRARY.setLevel(Level.WARNING);
        }
    }

    private final Path path;
    private final ParquetFileReader reader;
    private final Map<String, DecodedRows> decoded = new LinkedHashMap<>();
    private final Map<String, ItemValues> values = new LinkedHashMap<>();

    private ParquetEmbeddings(Path path, ParquetFileReader reader) {
        this.path = path;
        this.reader = reader;
    }

    /**
     * Opens a file; its data is read when a column is asked for.
     *
     * @throws IOException if it is no Parquet file, or damaged
     */
    public static ParquetEmbeddings open(Path path) throws IOException {
        try {
            return new ParquetEmbeddings(path, ParquetFileReader.open(InputFile.of(path)));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw damaged(path, e);
        }
    }

    private static IOException damaged(Path path, Throwable e) {
        return new IOException(
                path + ": cannot be read as Parquet; it is damaged, or uses a feature that is not supported: "
                        + e.getMessage(),
                e);
    }

    @Override
    public String format() {
        return "Parquet";
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<Column> columns() throws IOException {
        return reading(this::described);
    }

    private List<Column> described() {
        List<String> embeddings = names(ParquetEmbeddings::isEmbedding);
        List<String> plain = names(ParquetEmbeddings::isValue);
        return reader.getFileSchema().getColumns().stream()
                .map(column -> {
                    boolean isList = embeddings.contains(topName(column));
                    Use use = isList ? Use.EMBEDDINGS : plain.contains(topName(column)) ? Use.VALUES : Use.NONE;
                    String name = use == Use.NONE ? column.fieldPath().toString() : topName(column);
                    String type = typeName(column);
                    return new Column(
                            name,
                            isList ? "list of " + type : type,
                            isList ? List.of(rows(), meanLength(column)) : List.of(rows()),
                            use);
                })
                .toList();
    }

    private static String typeName(ColumnSchema column) {
        String type = column.type().name().toLowerCase(Locale.ROOT);
        LogicalType logical = column.logicalType();
        return logical instanceof LogicalType.Float16Type
                ? "half"
                : logical instanceof LogicalType.StringType ? "string" : type;
    }

    /** Returns how many elements the lists of a column have; the metadata tells their sum. */
    private long meanLength(ColumnSchema column) {
        long elements = reader.getFileMetaData().rowGroups().stream()
                .flatMap(group -> group.columns().stream())
                .map(ColumnChunk::metaData)
                .filter(chunk -> chunk.pathInSchema().equals(column.fieldPath()))
                .mapToLong(ColumnMetaData::numValues)
                .sum();
        return rows() > 0 && elements % rows() == 0 ? elements / rows() : Column.VARYING;
    }

    @Override
    public synchronized Matrix matrix(Optional<String> column, Side side) throws IOException {
        String name = ColumnChoice.of(
                path, column, names(ParquetEmbeddings::isEmbedding), side.usualNames(), "lists of numbers");
        DecodedRows rows = decoded.get(name);
        if (rows == null) {
            rows = reading(() -> ListColumn.read(path, reader, column(name)));
            decoded.put(name, rows);
        }
        return rows.matrix();
    }

    @Override
    public synchronized ItemValues values(Optional<String> column, Side side) throws IOException {
        List<String> fitting = names(ParquetEmbeddings::isValue);
        List<String> usual = new ArrayList<>(List.of("label", "labels", "class"));
        String name = ColumnChoice.of(path, column, fitting, usual, "numbers or names");
        ItemValues known = values.get(name);
        if (known == null) {
            known = reading(() -> PlainColumn.read(path, reader, column(name)));
            values.put(name, known);
        }
        return known;
    }

    /** Returns how many rows the file has. */
    public long rows() {
        return reader.getFileMetaData().numRows();
    }

    private List<String> names(Predicate<ColumnSchema> fits) {
        List<ColumnSchema> columns = reader.getFileSchema().getColumns();
        // A field of several columns is a map or a struct.
        Map<String, Long> parts =
                columns.stream().collect(Collectors.groupingBy(ParquetEmbeddings::topName, Collectors.counting()));
        return columns.stream()
                .filter(fits)
                .map(ParquetEmbeddings::topName)
                .filter(name -> parts.getOrDefault(name, 0L) == 1)
                .toList();
    }

    private ColumnSchema column(String name) {
        return reader.getFileSchema().getColumns().stream()
                .filter(column -> topName(column).equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the name of the field at the top, for example {@code emb} of {@code emb.list.element}. */
    private static String topName(ColumnSchema column) {
        return column.fieldPath().topLevelName();
    }

    private static boolean isEmbedding(ColumnSchema column) {
        int depth = column.fieldPath().elements().size();
        return column.maxRepetitionLevel() == 1
                && depth <= 3
                && switch (column.type()) {
                    case FLOAT, DOUBLE, INT32, INT64 -> true;
                    case FIXED_LEN_BYTE_ARRAY -> column.logicalType() instanceof LogicalType.Float16Type;
                    case BOOLEAN, INT96, BYTE_ARRAY -> false;
                };
    }

    private static boolean isValue(ColumnSchema column) {
        return column.maxRepetitionLevel() == 0
                && column.fieldPath().elements().size() == 1
                && (column.type() == PhysicalType.INT32
                        || column.type() == PhysicalType.INT64
                        || column.type() == PhysicalType.BYTE_ARRAY);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Names the file in what the library throws. */
    private <T> T reading(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (IOException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            // The library trusts sizes in the file, so a damaged file may ask for any amount of memory.
            throw damaged(path, e);
        } catch (LinkageError e) {
            throw new IOException(path + ": " + e, e);
        }
    }

    @Override
    public synchronized void close() {
        decoded.values().forEach(DecodedRows::close);
        decoded.clear();
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be closed", e);
        }
    }
}
