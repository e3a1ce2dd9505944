package dev.icfrr.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.testing.Seed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeySortTest {
    private static final int[] COUNTS = {0, 1, 2, 31, 32, 33, 100, 600, 4097, 70_000};

    @RegisterExtension
    final Seed seed = new Seed(20261127);

    private final Random random = seed.random();

    @Test
    void sortsRandomKeys() {
        requireSorted(_ -> random.nextGaussian());
        requireSorted(_ -> Math.exp(4 * random.nextGaussian()));
    }

    @Test
    void keepsEqualKeysInTheOrderOfTheirIndices() {
        requireSorted(_ -> random.nextInt(5) / 4.0);
        requireSorted(_ -> 0.25);
        requireSorted(_ -> random.nextBoolean() ? 0.0 : -0.0);
    }

    @Test
    void sortsKeysThatAnOutlierMakesNearlyEqual() {
        requireSorted(i -> i == 0 ? 1e30 : random.nextDouble());
        requireSorted(i -> i == 0 ? -1e30 : random.nextDouble());
    }

    @Test
    void sortsKeysWithARangeThatOverflows() {
        requireSorted(i -> i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE * random.nextDouble());
        requireSorted(_ -> Float.MIN_VALUE * random.nextInt(9));
    }

    @Test
    void sortsInfiniteKeys() {
        requireSorted(_ -> Double.NEGATIVE_INFINITY);
        requireSorted(i -> i % 3 == 0 ? Double.NEGATIVE_INFINITY : random.nextDouble());
        requireSorted(i -> i % 3 == 0 ? Double.POSITIVE_INFINITY : random.nextDouble());
    }

    private void requireSorted(IntToDoubleFunction key) {
        KeySort sort = new KeySort();
        for (int count : COUNTS) {
            float[] keys = new float[count + 3];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = (float) key.applyAsDouble(i);
            }
            long[] sorted = sort.ascending(keys, count);
            int[] indices = Arrays.stream(sorted, 0, count)
                    .mapToInt(value -> (int) value)
                    .toArray();
            int[] expected = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> keys[i] + 0.0))
                    .mapToInt(i -> i)
                    .toArray();
            assertThat(indices).isEqualTo(expected);
        }
    }
}
