package dev.icfrr.embeddings.parquet;

import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import dev.icfrr.embeddings.data.ItemValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a column with one number or string per row. */
final class PlainColumn {
    private PlainColumn() {}

    static ItemValues read(Path path, ParquetFileReader reader, ColumnSchema schema) throws IOException {
        int rows = Math.toIntExact(reader.getFileMetaData().numRows());
        long[] numbers = new long[schema.type() == PhysicalType.BYTE_ARRAY ? 0 : rows];
        List<String> names = new ArrayList<>();
        int done = 0;
        try (ColumnReader batches = reader.columnReader(schema.columnIndex())) {
            while (batches.nextBatch()) {
                int records = batches.getRecordCount();
                Validity validity = batches.getLeafValidity();
                for (int i = 0; i < records && validity.hasNulls(); i++) {
                    if (validity.isNull(i)) {
                        throw new IOException(
                                path + ": column " + schema.fieldPath() + ": row " + (done + i) + " has no value");
                    }
                }
                switch (schema.type()) {
                    case BYTE_ARRAY ->
                        names.addAll(List.of(batches.getStrings()).subList(0, records));
                    case INT64 -> System.arraycopy(batches.getLongs(), 0, numbers, done, records);
                    default -> {
                        int[] ints = batches.getInts();
                        for (int i = 0; i < records; i++) {
                            numbers[done + i] = ints[i];
                        }
                    }
                }
                done += records;
            }
        }
        if (done != rows) {
            throw new IOException(
                    path + ": column " + schema.fieldPath() + " has " + done + " rows, but the file says " + rows);
        }
        return schema.type() == PhysicalType.BYTE_ARRAY ? new ItemValues.Names(names) : new ItemValues.Numbers(numbers);
    }
}
