package dev.icfrr.embeddings.parquet;

import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.LayerKind;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import dev.icfrr.embeddings.data.DecodedRows;
import dev.icfrr.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decodes a column of lists of one length into rows. */
final class ListColumn {
    private final Path path;
    private final ColumnSchema schema;
    private final DType type;
    private final int rows;
    private int columns = -1;
    private @Nullable DecodedRows decoded;
    private int done;

    private ListColumn(Path path, ColumnSchema schema, long rows) throws IOException {
        if (rows > Integer.MAX_VALUE) {
            throw new IOException(path + ": has " + rows + " rows; at most 2^31-1 can be read");
        }
        this.path = path;
        this.schema = schema;
        this.rows = (int) rows;
        this.type = switch (schema.type()) {
            case FLOAT -> DType.FLOAT32;
            case FIXED_LEN_BYTE_ARRAY -> DType.FLOAT16;
            default -> DType.FLOAT64;
        };
    }

    /**
     * Decodes a column.
     *
     * @throws IOException if a row has no list, a list has no value at some place, or lists differ in length
     */
    static DecodedRows read(Path path, ParquetFileReader reader, ColumnSchema schema) throws IOException {
        ListColumn column =
                new ListColumn(path, schema, reader.getFileMetaData().numRows());
        try (ColumnReader batches = reader.columnReader(schema.columnIndex())) {
            while (batches.nextBatch()) {
                column.add(batches);
            }
            return column.finished();
        } catch (IOException | RuntimeException | Error e) {
            if (column.decoded != null) {
                column.decoded.close();
            }
            throw e;
        }
    }

    private DecodedRows finished() throws IOException {
        if (done != rows) {
            throw new IOException(
                    path + ": column " + schema.fieldPath() + " has " + done + " rows, but the file says " + rows);
        }
        return decoded != null ? decoded : new DecodedRows(type, 0, 0);
    }

    private void add(ColumnReader batch) throws IOException {
        int records = batch.getRecordCount();
        int layer = repeatedLayer(batch);
        int[] offsets = batch.getLayerOffsets(layer);
        if (records == 0) {
            return;
        }
        for (int record = 0; record < records; record++) {
            int length = offsets[record + 1] - offsets[record];
            if (columns < 0) {
                columns = length;
                decoded = new DecodedRows(type, rows, columns);
            }
            if (length != columns) {
                throw new IOException(path + ": column " + schema.fieldPath() + ": row " + (done + record) + " has "
                        + length + " values, the first has " + columns
                        + (length == 0 ? ". Rows without a list cannot be read" : ""));
            }
        }
        int first = offsets[0];
        int count = offsets[records] - first;
        requireValues(batch.getLeafValidity(), first, count);
        long start = (long) done * columns;
        DecodedRows into = Objects.requireNonNull(decoded);
        if (done + records > rows) {
            throw new IOException(path + ": has more rows than it says");
        }
        switch (schema.type()) {
            case FLOAT -> into.put(start, batch.getFloats(), first, count);
            case DOUBLE -> into.put(start, batch.getDoubles(), first, count);
            case INT32 -> into.put(start, widened(batch.getInts(), first, count), 0, count);
            case INT64 -> into.put(start, widened(batch.getLongs(), first, count), 0, count);
            default -> {
                int[] places = batch.getBinaryOffsets();
                if (places[first + count] - places[first] != 2 * count) {
                    throw new IOException(
                            path + ": column " + schema.fieldPath() + " has half floats that are not 2 bytes");
                }
                into.putBytes(start, batch.getBinaryValues(), places[first], 2 * count);
            }
        }
        done += records;
    }

    private static int repeatedLayer(ColumnReader batch) throws IOException {
        for (int layer = 0; layer < batch.getLayerCount(); layer++) {
            if (batch.getLayerKind(layer) == LayerKind.REPEATED) {
                return layer;
            }
        }
        throw new IOException("a column of lists without a repeated level");
    }

    private void requireValues(Validity validity, int first, int count) throws IOException {
        if (!validity.hasNulls()) {
            return;
        }
        for (int i = first; i < first + count; i++) {
            if (validity.isNull(i)) {
                throw new IOException(path + ": column " + schema.fieldPath() + ": row "
                        + (done + (i - first) / columns) + " has no value at place " + (i - first) % columns);
            }
        }
    }

    private static double[] widened(int[] values, int first, int count) {
        double[] wide = new double[count];
        for (int i = 0; i < count; i++) {
            wide[i] = values[first + i];
        }
        return wide;
    }

    private double[] widened(long[] values, int first, int count) throws IOException {
        double[] wide = new double[count];
        for (int i = 0; i < count; i++) {
            wide[i] = values[first + i];
            if (Math.abs(values[first + i]) > 1L << 53) {
                throw new IOException(path + ": column " + schema.fieldPath() + " has the number " + values[first + i]
                        + ", which is beyond 2^53");
            }
        }
        return wide;
    }
}
