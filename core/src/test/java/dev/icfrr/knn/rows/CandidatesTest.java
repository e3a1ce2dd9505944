package dev.icfrr.knn.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
import dev.icfrr.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CandidatesTest {
    private static final int[] COUNTS = {1, 2, 15, 16, 17, 640, 1500};

    @RegisterExtension
    final Seed seed = new Seed(20261128);

    private final Random random = seed.random();
    private final Selection selection = Kernels.get().selection();

    @Test
    void limitLetsPassAsManyAsWantedAndFewMore() {
        requireLimits(_ -> random.nextGaussian());
        requireLimits(_ -> Math.exp(20 * random.nextGaussian()));
        requireLimits(i -> i == 0 ? -1e30 : random.nextDouble() - 0.5);
        requireLimits(i -> i % 2 == 0 ? Float.MIN_VALUE * random.nextInt(99) : random.nextDouble());
        requireLimits(i -> i % 2 == 0 ? Float.MAX_VALUE * random.nextDouble() : -Float.MAX_VALUE);
    }

    @Test
    void limitOfEqualKeysIsThatKey() {
        for (double key : new double[] {0.25, 0, -3, Double.NEGATIVE_INFINITY}) {
            Candidates candidates = candidates(700, _ -> key);
            assertThat(candidates.limitOf(513, 8, selection)).isEqualTo((float) key);
        }
    }

    @Test
    void keepsCandidatesUpToALimitInTheirOrder() {
        for (int count : COUNTS) {
            Candidates candidates = candidates(count, _ -> random.nextGaussian());
            float limit = candidates.keys[random.nextInt(count)];
            int[] expected = IntStream.range(0, count)
                    .filter(i -> candidates.keys[i] <= limit)
                    .toArray();
            candidates.keepUpTo(limit, selection);
            assertThat(Arrays.copyOf(candidates.positions, candidates.count)).isEqualTo(expected);
        }
    }

    private void requireLimits(IntToDoubleFunction key) {
        for (int count : COUNTS) {
            Candidates candidates = candidates(count, key);
            float[] sorted = Arrays.copyOf(candidates.keys, count);
            Arrays.sort(sorted);
            for (int wanted : new int[] {1, count / 2 + 1, Math.max(1, count - 1), count}) {
                float limit = candidates.limitOf(wanted, wanted / 64, selection);
                long passing = IntStream.range(0, count)
                        .filter(i -> sorted[i] <= limit)
                        .count();
                long ofEqual = IntStream.range(0, count)
                        .filter(i -> sorted[i] <= sorted[wanted - 1])
                        .count();
                assertThat(passing).isBetween((long) wanted, Math.max(ofEqual, wanted + wanted / 64));
            }
        }
    }

    private static Candidates candidates(int count, IntToDoubleFunction key) {
        Candidates candidates = new Candidates(count);
        for (int i = 0; i < count; i++) {
            candidates.add((float) key.applyAsDouble(i), i);
        }
        return candidates;
    }
}
