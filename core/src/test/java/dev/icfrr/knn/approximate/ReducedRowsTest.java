package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReducedRowsTest {
    private static final int ROWS = 500;
    private static final int COLUMNS = 100;

    @TempDir
    private Path folder;

    @Test
    void noDistanceIsLargerThanThatOfTheWholeRows() throws IOException {
        for (double magnitude : new double[] {1, 1e-30, 1e100}) {
            Matrix features = features(k -> magnitude / (1 + k));
            double largest = largest(features);
            Matrix reduced = reduced(features).orElseThrow();
            assertThat(reduced.rows()).isEqualTo(ROWS);
            assertThat(reduced.columns()).isEqualTo(32);
            for (int row = 1; row < ROWS; row++) {
                double whole = distance(features, row, row / 2) / largest;
                double inFew = distance(reduced, row, row / 2);
                assertThat(inFew).isBetween(0.7 * whole, whole * (1 + 1e-5));
            }
        }
    }

    @Test
    void rowsThatDifferInAllDirectionsStayWhole() throws IOException {
        assertThat(reduced(features(k -> 1))).isEmpty();
    }

    @Test
    void constantRowsStayWhole() throws IOException {
        assertThat(reduced(Matrix.of(ROWS, COLUMNS, new float[ROWS * COLUMNS]))).isEmpty();
    }

    private static Optional<Matrix> reduced(Matrix features) throws IOException {
        return reduced(features, Long.MAX_VALUE);
    }

    static Optional<RowTarget> memory(long bytes) {
        return Optional.of(RowTarget.inMemory(bytes));
    }

    @Test
    void rowsInAFileAreThoseInMemory() throws IOException {
        Matrix features = features(k -> 1 / (1 + k / 8d));
        Matrix inMemory = reduced(features).orElseThrow();
        Matrix inFile = ReducedRows.of(
                        features,
                        largest(features),
                        bytes -> KnnCheckpoint.in(folder).scratch("rows", bytes).map(to -> RowTarget.inFile(to, bytes)),
                        new Execution(Kernels.get(), new Parallelism(3), null))
                .orElseThrow();
        assertThat(folder).isEmptyDirectory();
        float[] expected = new float[inMemory.columns()];
        float[] found = new float[inMemory.columns()];
        for (int row = 0; row < ROWS; row++) {
            inMemory.copyRow(row, expected);
            inFile.copyRow(row, found);
            assertThat(found).containsExactly(expected);
        }
    }

    @Test
    void aFullDiskIsReported() throws IOException {
        Matrix features = features(k -> 1 / (1 + k / 8d));
        RowTarget full = new RowTarget() {
            @Override
            public void write(MemorySegment bytes, long at) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public MemorySegment finish() {
                throw new AssertionError("not all rows were written");
            }
        };
        assertThatThrownBy(() -> ReducedRows.of(
                        features,
                        largest(features),
                        bytes -> Optional.of(full),
                        new Execution(Kernels.get(), new Parallelism(2), null)))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    @Test
    void littleMemoryHoldsFewerDimensions() throws IOException {
        Matrix features = features(k -> 1 / (1 + k / 8d));
        int most = reduced(features).orElseThrow().columns();
        assertThat(most).isEqualTo(48);
        assertThat(reduced(features, 47L * 4 * ROWS).orElseThrow().columns()).isEqualTo(32);
        assertThat(reduced(features, 31L * 4 * ROWS)).isEmpty();
    }

    private static Optional<Matrix> reduced(Matrix features, long most) throws IOException {
        return ReducedRows.of(
                features,
                largest(features),
                bytes -> bytes <= most ? memory(bytes) : Optional.empty(),
                new Execution(Kernels.get(), new Parallelism(2), null));
    }

    private static double largest(Matrix features) {
        return DeduplicatedRows.of(features, new Parallelism(2)).largest();
    }

    private static double distance(Matrix matrix, int a, int b) {
        double[] one = new double[matrix.columns()];
        double[] other = new double[matrix.columns()];
        matrix.copyRow(a, one);
        matrix.copyRow(b, other);
        double squared = 0;
        for (int k = 0; k < one.length; k++) {
            squared += (one[k] - other[k]) * (one[k] - other[k]);
        }
        return Math.sqrt(squared);
    }

    private static Matrix features(IntToDoubleFunction scale) {
        Random random = new Random(8);
        double[] values = new double[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() * scale.applyAsDouble(i % COLUMNS);
        }
        return Matrix.of(ROWS, COLUMNS, values);
    }
}
