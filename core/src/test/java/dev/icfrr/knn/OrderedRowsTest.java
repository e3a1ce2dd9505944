package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search reads the same rows from a copy in another order as from the features. */
class OrderedRowsTest {
    private static final Parallelism PARALLELISM = new Parallelism(2);
    private static final int COLUMNS = 19;
    private static final Matrix FEATURES = features(1000);
    private static final DeduplicatedRows DISTINCT = DeduplicatedRows.of(FEATURES, PARALLELISM);
    private static final int[] ORDER = PackedRows.scattered(DISTINCT.count());

    @TempDir
    private Path folder;

    @Test
    void aCopyHasTheDistinctRowsInTheirOrder() throws IOException {
        OrderedRows copy = copy();

        assertThat(copy.rows()).isEqualTo(DISTINCT.count()).isLessThan(FEATURES.rows());
        assertThat(copy.columns()).isEqualTo(COLUMNS);
        float[] row = new float[COLUMNS];
        double[] wide = new double[COLUMNS];
        float[] expected = new float[COLUMNS];
        for (int position = 0; position < copy.rows(); position++) {
            copy.copyRow(position, row);
            copy.copyRow(position, wide);
            FEATURES.copyRow(DISTINCT.first(ORDER[position]), expected);
            assertThat(row).containsExactly(expected);
            for (int k = 0; k < COLUMNS; k++) {
                assertThat(wide[k]).isEqualTo(expected[k]);
            }
        }
    }

    @Test
    void rowsPackedFromACopyAreThoseOfTheFeatures() throws IOException {
        PackedRows fromFeatures = packed(null);
        PackedRows fromCopy = packed(copy());

        assertThat(fromCopy.errors).containsExactly(fromFeatures.errors);
        assertThat(fromCopy.lowerNorms).containsExactly(fromFeatures.lowerNorms);
        for (int block = 0; block < fromFeatures.blocks(); block++) {
            PackedRows.Block expected = fromFeatures.block(block);
            PackedRows.Block found = fromCopy.block(block);
            assertThat(Arrays.copyOfRange(found.rows(), found.start(), found.start() + PackedRows.BLOCK * COLUMNS))
                    .containsExactly(Arrays.copyOfRange(
                            expected.rows(), expected.start(), expected.start() + PackedRows.BLOCK * COLUMNS));
        }
    }

    @Test
    void distancesFromACopyAreThoseOfTheFeatures() throws IOException {
        CandidateRefiner fromFeatures = refiner(packed(null));
        CandidateRefiner fromCopy = refiner(packed(copy()));
        int[] positions = {5, 700, 3, 411};
        int[] items = {999, 0, 17, 18};
        double[] expected = new double[items.length];
        double[] found = new double[items.length];

        for (int position = 0; position < DISTINCT.count(); position += 37) {
            double[] ofPositions = fromFeatures.squared(position, positions, 4).clone();
            assertThat(Arrays.copyOf(fromCopy.squared(position, positions, 4), 4))
                    .containsExactly(Arrays.copyOf(ofPositions, 4));
            fromFeatures.squaredTo(position, items, expected);
            fromCopy.squaredTo(position, items, found);
            assertThat(found).containsExactly(expected);
        }
    }

    private OrderedRows copy() throws IOException {
        try (FileChannel channel = FileChannel.open(
                folder.resolve("copy"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            return OrderedRows.copy(FEATURES, DISTINCT, ORDER, channel, PARALLELISM);
        }
    }

    /** Packs blocks on demand, two of which are kept. */
    private static PackedRows packed(@Nullable OrderedRows copy) {
        return new PackedRows(FEATURES, DISTINCT, ORDER, copy, Kernels.get().products(), PARALLELISM, 0);
    }

    private static CandidateRefiner refiner(PackedRows filter) {
        return new CandidateRefiner(FEATURES, filter, DISTINCT, Kernels.get());
    }

    /** The second half of the rows has some of the first. */
    private static Matrix features(int rows) {
        Random random = new Random(5);
        float[] values = new float[rows * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int row = rows / 2; row < rows; row += 9) {
            System.arraycopy(values, (row - rows / 2) * COLUMNS, values, row * COLUMNS, COLUMNS);
        }
        return Matrix.of(rows, COLUMNS, values);
    }
}
