package dev.icfrr.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirstScoresTest {
    private static final int[] COUNTS = {1, 2, 3, 7, 8, 100, 1000, 4096, 4097, 20_000};

    @RegisterExtension
    final Seed seed = new Seed(20261127);

    private final Random random = seed.random();

    @Test
    void selectsOfRandomScores() {
        requireFirst(_ -> random.nextGaussian());
    }

    @Test
    void selectsOfEqualScores() {
        requireFirst(_ -> 0.25);
        requireFirst(_ -> random.nextInt(5) / 4.0);
        requireFirst(_ -> random.nextBoolean() ? 0.0 : -0.0);
    }

    @Test
    void selectsOfScoresThatASampleMisjudges() {
        requireFirst(i -> i % 100 == 0 ? random.nextDouble() : 2 + random.nextDouble());
        requireFirst(i -> i < 100 ? 2 + random.nextDouble() : random.nextDouble());
        requireFirst(i -> i == 17 ? 1e300 : i % 2);
    }

    private void requireFirst(DoubleUnaryOperator score) {
        for (int count : COUNTS) {
            ScoreSort sort = new ScoreSort(count);
            FirstScores first = new FirstScores(sort);
            int[] into = new int[count];
            for (int again = 0; again < 4; again++) {
                double[] scores = new double[count];
                Arrays.setAll(scores, score::applyAsDouble);
                int wanted = 1 + random.nextInt(again == 0 ? count : 1 + count / 4);
                int[] all = Arrays.copyOf(sort.descending(scores, count), count);
                int found = first.descending(scores, count, wanted, into);
                assertThat(found).as("%d of %d", wanted, count).isBetween(wanted, count);
                assertThat(Arrays.copyOf(into, found))
                        .as("%d of %d", wanted, count)
                        .isEqualTo(Arrays.copyOf(all, found));
                if (found < count) {
                    assertThat(scores[all[found]]).isLessThan(scores[all[wanted - 1]]);
                }
            }
        }
    }
}
