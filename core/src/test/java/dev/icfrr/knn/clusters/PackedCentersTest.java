package dev.icfrr.knn.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.CenteredRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedCentersTest {
    private static final int COLUMNS = 288;
    private static final int CENTERS = 500;
    private static final int ROWS = 450;
    private static final int COUNT = 5;

    /** Centers whose spread falls with the column, as that of embeddings does, and rows around them. */
    private final Random random = new Random(21);

    private final double[] centers = new double[CENTERS * COLUMNS];
    private final double[] mean = new double[COLUMNS];
    private final float[] rows = new float[ROWS * COLUMNS];

    PackedCentersTest() {
        for (int i = 0; i < centers.length; i++) {
            centers[i] = random.nextGaussian() / (1 + i % COLUMNS / 16.0);
        }
        Arrays.setAll(mean, k -> 0.1 * k);
        for (int row = 0; row < ROWS; row++) {
            for (int k = 0; k < COLUMNS; k++) {
                rows[row * COLUMNS + k] = (float)
                        (mean[k] + centers[row % CENTERS * COLUMNS + k] + 0.4 * random.nextGaussian() / (1 + k / 16.0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theNearestCentersAreFoundInOrder(boolean byShortlist) {
        int[] found = nearest(byShortlist, COUNT);
        int first = 0;
        int all = 0;
        for (int row = 0; row < ROWS; row++) {
            int[] expected = expected(row);
            int[] actual = Arrays.copyOfRange(found, row * COUNT, (row + 1) * COUNT);
            first += actual[0] == expected[0] ? 1 : 0;
            double last = 0;
            for (int center : actual) {
                all += IntStream.of(expected).anyMatch(other -> other == center) ? 1 : 0;
                assertThat(squared(row, center)).isGreaterThanOrEqualTo(last - 1e-3);
                last = squared(row, center);
            }
            if (!byShortlist) {
                assertThat(actual).as("row %d", row).isEqualTo(expected);
            }
        }
        assertThat(first).isGreaterThan(ROWS * 98 / 100);
        assertThat(all).isGreaterThan(ROWS * COUNT * 95 / 100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofEqualCentersTheFirstAreFound(boolean byShortlist) {
        for (int center = 3; center < CENTERS - 3; center++) {
            System.arraycopy(centers, 0, centers, center * COLUMNS, COLUMNS);
        }
        for (int k = 0; k < COLUMNS; k++) {
            rows[k] = (float) (mean[k] + centers[(CENTERS - 1) * COLUMNS + k]);
            rows[COLUMNS + k] = (float) (mean[k] + centers[k]);
        }

        int[] found = nearest(byShortlist, COUNT);

        assertThat(found[0]).isEqualTo(CENTERS - 1);
        assertThat(Arrays.copyOfRange(found, COUNT, 2 * COUNT)).containsExactly(0, 3, 4, 5, 6);
    }

    private int[] nearest(boolean byShortlist, int count) {
        Matrix features = Matrix.of(ROWS, COLUMNS, rows);
        PackedCenters packed = new PackedCenters(
                centers, CENTERS, new CenteredRows(1, mean), Kernels.get(), new Parallelism(1), byShortlist);
        int[] found = new int[ROWS * count];
        packed.nearest(features, count).find(IntStream.range(0, ROWS).toArray(), found);
        return found;
    }

    private int[] expected(int row) {
        return IntStream.range(0, CENTERS)
                .boxed()
                .sorted(Comparator.comparingDouble(center -> squared(row, center)))
                .limit(COUNT)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double squared(int row, int center) {
        double sum = 0;
        for (int k = 0; k < COLUMNS; k++) {
            sum += Math.pow(rows[row * COLUMNS + k] - mean[k] - centers[center * COLUMNS + k], 2);
        }
        return sum;
    }
}
