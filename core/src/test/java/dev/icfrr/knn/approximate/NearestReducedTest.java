package dev.icfrr.knn.approximate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.matrix.Matrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestReducedTest {
    private static final int ROWS = 500;
    private static final int COLUMNS = 48;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void theNearestAreFoundAmongThoseGiven() {
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        // Positions run backwards through the rows.
        NearestReduced nearest = search(Matrix.of(ROWS, COLUMNS, values));
        for (int count : new int[] {2, 3, 20, 400, ROWS}) {
            int[] some = IntStream.generate(() -> random.nextInt(ROWS))
                    .distinct()
                    .limit(count)
                    .toArray();
            int position = random.nextInt(ROWS);
            int wanted = 1 + random.nextInt(count - 1);
            int[] expected = IntStream.of(some)
                    .boxed()
                    .sorted(Comparator.comparingDouble(other -> squared(values, position, other)))
                    .limit(wanted)
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
            Candidates found = nearest.of(position, some, count, wanted);
            assertThat(Arrays.stream(found.positions, 0, found.count).sorted())
                    .as("seed %d, %d of %d", seed, wanted, count)
                    .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void rowsEquallyFarAreKept() {
        float[] values = new float[ROWS * COLUMNS];
        values[COLUMNS] = 1;
        int[] all = IntStream.range(0, ROWS).toArray();
        Candidates found = search(Matrix.of(ROWS, COLUMNS, values)).of(3, all, ROWS, 10);
        assertThat(Arrays.stream(found.positions, 0, found.count))
                .hasSize(ROWS - 1)
                .doesNotContain(ROWS - 2);
    }

    private static NearestReduced search(Matrix rows) {
        Kernels kernels = Kernels.get();
        return new NearestReduced(rows, position -> ROWS - 1 - position, kernels.rowDistances(), kernels.selection());
    }

    private static double squared(float[] values, int a, int b) {
        double sum = 0;
        for (int k = 0; k < COLUMNS; k++) {
            double d = (double) values[(ROWS - 1 - a) * COLUMNS + k] - values[(ROWS - 1 - b) * COLUMNS + k];
            sum += d * d;
        }
        return sum;
    }
}
