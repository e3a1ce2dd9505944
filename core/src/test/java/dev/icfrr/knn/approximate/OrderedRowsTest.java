package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.DistanceOrder;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
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
        Matrix copy = copy();

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
    void theNearestOfSomeRowsAreTheSameFromACopy() throws IOException {
        DistanceOrder fromFeatures = new DistanceOrder(FEATURES, DISTINCT, ORDER, null, Kernels.get());
        DistanceOrder fromCopy = new DistanceOrder(FEATURES, DISTINCT, ORDER, copy(), Kernels.get());
        int[] positions = {5, 700, 3, 411, 17, 18};
        int[] expected = new int[4];
        int[] found = new int[4];
        double[] expectedSquared = new double[4];
        double[] foundSquared = new double[4];

        for (int position = 0; position < DISTINCT.count(); position += 37) {
            fromFeatures.nearest(position, positions, 6, expected, expectedSquared);
            fromCopy.nearest(position, positions, 6, found, foundSquared);
            assertThat(found).containsExactly(expected);
            assertThat(foundSquared).containsExactly(expectedSquared).isSorted();
        }
    }

    @Test
    void blocksThatArePackedOnDemandAreThoseThatAreKept() throws IOException {
        BoundedProducts products = Kernels.get().products();
        PackedRows all = new PackedRows(FEATURES, DISTINCT, ORDER, products, PARALLELISM);
        long twoBlocks = 2L * Float.BYTES * PackedRows.BLOCK * COLUMNS;
        PackedRows some = new PackedRows(copy(), DISTINCT, ORDER, true, products, PARALLELISM, twoBlocks);
        PackedRows.Packer kept = all.new Packer();
        PackedRows.Packer packed = some.new Packer();

        assertThat(all.blocks()).isGreaterThan(4);
        assertThat(some.errors).containsExactly(all.errors);
        assertThat(some.lowerNorms).containsExactly(all.lowerNorms);
        for (int block = all.blocks() - 1; block >= 0; block--) {
            assertThat(values(packed.block(block))).containsExactly(values(kept.block(block)));
        }
    }

    private static float[] values(PackedRows.Block block) {
        return Arrays.copyOfRange(block.rows(), block.start(), block.start() + PackedRows.BLOCK * COLUMNS);
    }

    private Matrix copy() throws IOException {
        try (FileChannel channel = FileChannel.open(
                folder.resolve("copy"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            return OrderedRows.copy(FEATURES, DISTINCT, ORDER, channel, PARALLELISM);
        }
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
