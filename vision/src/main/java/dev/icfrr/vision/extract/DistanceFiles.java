package dev.icfrr.vision.extract;

import dev.icfrr.distance.DistanceSource;
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

/** Writes Euclidean distances as {@code .pth} files of 32-bit floats. */
final class DistanceFiles {

    private DistanceFiles() {}

    /**
     * Writes the distances between all rows of two matrices.
     *
     * @param progress receives the number of finished rows, from any thread
     */
    public static void write(Matrix rows, Matrix columns, Path file, Parallelism parallelism, IntConsumer progress)
            throws IOException {
        int width = columns.rows();
        AtomicInteger done = new AtomicInteger();
        try (RowWriter out = PthWriter.create(file, DType.FLOAT32, rows.rows(), width)) {
            DistanceSource.between(rows, columns).forEachRow(parallelism, () -> {
                float[] narrow = new float[width];
                return (row, distances) -> {
                    for (int column = 0; column < width; column++) {
                        narrow[column] = (float) distances[column];
                    }
                    write(out, row, narrow);
                    progress.accept(done.incrementAndGet());
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
