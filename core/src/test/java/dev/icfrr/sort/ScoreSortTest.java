package dev.icfrr.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.testing.Seed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScoreSortTest {
    private static final int[] COUNTS = {1, 2, 3, 4, 5, 31, 32, 33, 100, 1000, 4097, 40_000, 70_000};

    @RegisterExtension
    final Seed seed = new Seed(20261124);

    private final Random random = seed.random();

    @Test
    void sortsRandomScores() {
        requireSorted(_ -> random.nextGaussian());
    }

    @Test
    void keepsEqualScoresInTheOrderOfTheirIndices() {
        requireSorted(_ -> random.nextInt(5) / 4.0);
        requireSorted(_ -> 0.25);
        requireSorted(_ -> random.nextBoolean() ? 0.0 : -0.0);
    }

    @Test
    void sortsNearlySortedScores() {
        requireSorted(i -> -i + random.nextInt(60));
    }

    @Test
    void sortsScoresThatAnOutlierMakesNearlyEqual() {
        requireSorted(i -> i == 0 ? 1e300 : random.nextDouble());
        requireSorted(i -> i == 0 ? 1e3 : random.nextDouble());
        requireSorted(i -> i == 0 ? 1e5 : random.nextDouble());
        requireSorted(i -> i == 0 ? 1e17 : Math.nextUp(1.0) - 1 + random.nextInt(3) * Math.ulp(1.0));
    }

    @Test
    void sortsScoresWithARangeThatOverflows() {
        requireSorted(i -> i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE * random.nextDouble());
    }

    @Test
    void sortsScoresFarWithinTheirBounds() {
        double[] scores = random.doubles(3000).toArray();
        int[] sorted = new ScoreSort(5000).descending(scores, 3000, -1e6, 1e6);
        assertThat(Arrays.copyOf(sorted, 3000)).isEqualTo(naive(scores, 3000));
    }

    private void requireSorted(DoubleUnaryOperator score) {
        for (int count : COUNTS) {
            ScoreSort sort = new ScoreSort(count + 10);
            for (int again = 0; again < 2; again++) {
                double[] scores = IntStream.range(0, count)
                        .mapToDouble(score::applyAsDouble)
                        .toArray();
                assertThat(Arrays.copyOf(sort.descending(scores, count), count))
                        .as("%d scores", count)
                        .isEqualTo(naive(scores, count));
            }
        }
    }

    private static int[] naive(double[] scores, int count) {
        // Adding zero makes the two zeros one.
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -(scores[i] + 0.0) + 0.0))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
