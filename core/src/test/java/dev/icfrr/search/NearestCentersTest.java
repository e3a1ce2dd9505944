package dev.icfrr.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The nearest centers are those of a naive search, and an order of centers has each once. */
class NearestCentersTest {
    private static final long SEED = 4;
    private static final int COLUMNS = 7;

    @Test
    void findsTheNearestCenters() {
        float[] centers = values(300);
        float[] rows = values(500);
        int[] found = new NearestCenters(Matrix.of(300, COLUMNS, centers), Parallelism.allCores())
                .of(Matrix.of(500, COLUMNS, rows), 3);
        for (int row = 0; row < 500; row++) {
            int of = row;
            int[] nearest = IntStream.range(0, 300)
                    .boxed()
                    .sorted(Comparator.comparingDouble(center -> squared(rows, of, centers, center)))
                    .limit(3)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(Arrays.copyOfRange(found, 3 * row, 3 * row + 3))
                    .as("row %d, seed %d", row, SEED)
                    .isEqualTo(nearest);
        }
    }

    private static double squared(float[] rows, int row, float[] centers, int center) {
        double sum = 0;
        for (int k = 0; k < COLUMNS; k++) {
            double difference = (double) rows[row * COLUMNS + k] - centers[center * COLUMNS + k];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] values(int rows) {
        Random random = new Random(SEED + rows);
        float[] values = new float[rows * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void ordersCentersOfWhichSomeAreEqual() {
        float[] line = new float[1000];
        for (int i = 0; i < line.length; i++) {
            line[i] = i * 37 % 500;
        }
        int[] order = NearestCenters.inOrder(Matrix.of(1000, 1, line), SEED, Parallelism.allCores());
        assertThat(order).hasSize(1000).doesNotHaveDuplicates();
        // Halves of the order are halves of the line.
        assertThat(IntStream.of(order)
                        .limit(300)
                        .filter(center -> line[center] < 250)
                        .count())
                .isIn(0L, 300L);
    }

    @Test
    void refusesMoreCentersThanThereAre() {
        NearestCenters centers = new NearestCenters(Matrix.of(2, 1, new float[] {1, 2}), Parallelism.allCores());
        assertThatThrownBy(() -> centers.of(Matrix.of(1, 1, new float[1]), 3))
                .hasMessage("3 of 2 centers cannot be nearest");
    }
}
