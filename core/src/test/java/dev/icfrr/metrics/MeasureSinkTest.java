package dev.icfrr.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.testing.Seed;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fractions counted by hand. */
class MeasureSinkTest {
    private static final double EXACT = 1e-15;

    @RegisterExtension
    final Seed seed = new Seed(20261127);

    @Test
    void threeRelevantOfFive() {
        // Hits at ranks 1, 3 and 4 (1-based): AP = (1/1 + 2/3 + 3/4) / 3.
        MeasureSink sink =
                new MeasureSink(Labels.of(new long[] {7}, new long[] {7, 1, 7, 7, 2}), 0, Measure.reference());
        sink.accept(0, 0, new int[] {0, 1, 2, 3, 4});
        assertThat(sink.mean(Measure.MAP_AT_ALL, 0)).isCloseTo((1 + 2 / 3.0 + 3 / 4.0) / 3, within(EXACT));
        assertThat(sink.mean(Measure.MAP_AT_200, 0)).isCloseTo((1 + 2 / 3.0 + 3 / 4.0) / 3, within(EXACT));
        // Divided by K although the gallery is smaller.
        assertThat(sink.mean(Measure.PRECISION_AT_25, 0)).isEqualTo(3 / 25.0);
        assertThat(sink.mean(Measure.PRECISION_AT_200, 0)).isEqualTo(3 / 200.0);
    }

    @Test
    void theCutDividesByTheHitsWithinIt() {
        // 300 items; relevant are those at ranks 2, 200 and 201 (1-based).
        long[] gallery = new long[300];
        gallery[1] = 5;
        gallery[199] = 5;
        gallery[200] = 5;
        MeasureSink sink = new MeasureSink(Labels.of(new long[] {5}, gallery), 0, Measure.reference());
        sink.accept(0, 0, IntStream.range(0, 300).toArray());
        assertThat(sink.mean(Measure.MAP_AT_200, 0)).isCloseTo((1 / 2.0 + 2 / 200.0) / 2, within(EXACT));
        assertThat(sink.mean(Measure.MAP_AT_ALL, 0)).isCloseTo((1 / 2.0 + 2 / 200.0 + 3 / 201.0) / 3, within(EXACT));
        assertThat(sink.mean(Measure.PRECISION_AT_25, 0)).isEqualTo(1 / 25.0);
        assertThat(sink.mean(Measure.PRECISION_AT_100, 0)).isEqualTo(1 / 100.0);
        assertThat(sink.mean(Measure.PRECISION_AT_200, 0)).isEqualTo(2 / 200.0);
    }

    @Test
    void aQueryWithoutRelevantItemsCountsAsZero() {
        MeasureSink sink = new MeasureSink(Labels.of(new long[] {1, 9}, new long[] {1, 2}), 1, Measure.reference());
        for (int iteration = 0; iteration <= 1; iteration++) {
            sink.accept(1, iteration, new int[] {0, 1});
            sink.accept(0, iteration, new int[] {1, 0});
        }
        assertThat(sink.ofQuery(Measure.MAP_AT_ALL, 1, 1)).isZero();
        assertThat(sink.means(Measure.MAP_AT_ALL).get(1)).isEqualTo(0.25);
    }

    @Test
    void queriesOfSeveralClassesTakeTurns() {
        long[] gallery = {4, -1, 4, 8, -1, 4};
        long[] classes = {8, 4, 5, -1};
        int[] order = {5, 3, 1, 0, 4, 2};
        MeasureSink sink = new MeasureSink(Labels.of(classes, gallery), 1, Measure.reference());
        for (int iteration = 0; iteration <= 1; iteration++) {
            for (int query = 0; query < classes.length; query++) {
                sink.accept(query, iteration, order);
            }
        }
        double[] expected = {1 / 2.0, (1 + 2 / 4.0 + 3 / 6.0) / 3, 0, (1 / 3.0 + 2 / 5.0) / 2};
        for (int query = 0; query < classes.length; query++) {
            assertThat(sink.ofQuery(Measure.MAP_AT_ALL, 1, query)).isCloseTo(expected[query], within(EXACT));
        }
    }

    /** One thread sees an iteration or two, then another does, so that each finds what it knew about an older order. */
    @Test
    void anUnchangedEndGivesTheSameValues() throws InterruptedException {
        Random random = seed.random();
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(60);
            Labels labels = Labels.of(
                    random.longs(3, 0, 4).toArray(), random.longs(size, 0, 4).toArray());
            MeasureSink hinted = new MeasureSink(labels, 5, Measure.reference());
            MeasureSink whole = new MeasureSink(labels, 5, Measure.reference());
            for (int query = 0; query < 3; query++) {
                int[] order = IntStream.range(0, size).toArray();
                shuffle(order, size, random);
                for (int iteration = 0; iteration <= 5; iteration++) {
                    int end = iteration == 0 ? size : random.nextInt(size + 1);
                    shuffle(order, end, random);
                    whole.accept(query, iteration, order);
                    int ofQuery = query;
                    int ofIteration = iteration;
                    Runnable accept = () -> hinted.accept(ofQuery, ofIteration, order, end);
                    if (random.nextInt(50) == 0) {
                        Thread other = new Thread(accept);
                        other.start();
                        other.join();
                    } else {
                        accept.run();
                    }
                }
            }
            for (Measure measure : Measure.reference()) {
                for (int iteration = 0; iteration <= 5; iteration++) {
                    assertThat(hinted.ofQueries(measure, iteration))
                            .as("seed %d, round %d, iteration %d", seed.value(), round, iteration)
                            .isEqualTo(whole.ofQueries(measure, iteration));
                }
            }
        }
    }

    private static void shuffle(int[] order, int end, Random random) {
        for (int i = end - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    @Test
    void anEndThatDiffersIsRefused() {
        MeasureSink sink = new MeasureSink(Labels.of(new long[] {1}, new long[] {1, 0, 0}), 1, Measure.reference());
        sink.accept(0, 0, new int[] {0, 1, 2});
        assertThatThrownBy(() -> sink.accept(0, 1, new int[] {1, 2, 0}, 1))
                .hasMessage("from rank 1 on, this order differs from the one before");
    }

    @Test
    void labelsAreUnknownOnlyWhenEveryQuerysIs() {
        assertThat(Labels.of(new long[] {-1, -1}, new long[] {1}).areKnown()).isFalse();
        assertThat(Labels.of(new long[] {-1, 0}, new long[] {1}).areKnown()).isTrue();
    }
}
