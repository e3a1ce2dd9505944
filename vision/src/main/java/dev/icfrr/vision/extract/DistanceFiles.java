package dev.icfrr.vision.extract;

import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.RowWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Euclidean distances as {@code .pth} files of 32-bit floats, written some rows at a time. */
public final class DistanceFiles {

    private DistanceFiles() {}

    /**
     * Writes the distances between all rows of two matrices.
     *
     * @param progress hears, from any thread, how many rows are done
     */
    public static void write(Matrix rows, Matrix columns, Path file, Parallelism parallelism, IntConsumer progress)
            throws IOException {
        int width = columns.rows();
        int atATime = QueryGalleryDistances.queriesAtATime(rows.rows(), width, parallelism);
        AtomicInteger done = new AtomicInteger();
        try (RowWriter out = PthWriter.create(file, DType.FLOAT32, rows.rows(), width)) {
            parallelism.forEachBlock(rows.rows(), atATime, () -> {
                QueryGalleryDistances distances = new QueryGalleryDistances(rows, columns);
                double[] squared = new double[Math.multiplyExact(atATime, width)];
                float[] row = new float[width];
                return (first, end) -> {
                    distances.squared(first, end, squared);
                    for (int i = first; i < end; i++) {
                        for (int j = 0; j < width; j++) {
                            row[j] = (float) Math.sqrt(squared[(i - first) * width + j]);
                        }
                        write(out, i, row);
                    }
                    progress.accept(done.addAndGet(end - first));
                };
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(RowWriter out, int row, float[] values) {
        try {
            out.writeRow(row, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
