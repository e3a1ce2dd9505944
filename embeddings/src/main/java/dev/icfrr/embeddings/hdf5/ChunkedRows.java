package dev.icfrr.embeddings.hdf5;

import dev.icfrr.embeddings.data.DecodedRows;
import dev.icfrr.tensor.DType;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import java.io.IOException;
import java.lang.reflect.Array;

/** Decodes a data set of two dimensions, some rows at a time. */
final class ChunkedRows {
    private static final int ELEMENTS = 1 << 22;

    private ChunkedRows() {}

    static DecodedRows read(Dataset dataset) throws IOException {
        int[] size = dataset.getDimensions();
        boolean single = dataset.getJavaType() == float.class;
        DecodedRows rows = new DecodedRows(single ? DType.FLOAT32 : DType.FLOAT64, size[0], size[1]);
        try {
            int atATime = Math.max(1, ELEMENTS / Math.max(1, size[1]));
            if (dataset instanceof ChunkedDataset chunked) {
                // Whole chunks, so that none is decompressed twice.
                int chunk = chunked.getChunkDimensions()[0];
                atATime = Math.ceilDiv(atATime, chunk) * chunk;
            }
            for (int first = 0; first < size[0]; first += atATime) {
                int count = Math.min(atATime, size[0] - first);
                Object block = dataset.getData(new long[] {first, 0}, new int[] {count, size[1]});
                for (int row = 0; row < count; row++) {
                    put(rows, (long) (first + row) * size[1], Array.get(block, row), size[1]);
                }
            }
            return rows;
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    private static void put(DecodedRows rows, long start, Object row, int columns) {
        switch (row) {
            case float[] floats -> rows.put(start, floats, 0, columns);
            case double[] doubles -> rows.put(start, doubles, 0, columns);
            default -> {
                double[] wide = new double[columns];
                for (int i = 0; i < columns; i++) {
                    wide[i] = ((Number) Array.get(row, i)).doubleValue();
                }
                rows.put(start, wide, 0, columns);
            }
        }
    }
}
