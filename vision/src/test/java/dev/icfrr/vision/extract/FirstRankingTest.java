package dev.icfrr.vision.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.Parallelism;
import org.junit.jupiter.api.Test;

class FirstRankingTest {

    /** The squares 1 + 2^-52 and 1 differ, but both have the root 1: the items tie, and the index decides. */
    @Test
    void itemsWhoseDistancesHaveTheSameRootTie() {
        Matrix query = Matrix.of(1, 2, new float[] {0, 0});
        Matrix gallery = Matrix.of(2, 2, new float[] {1, 0x1p-26f, 1, 0});
        Labels labels = Labels.of(new long[] {7}, new long[] {0, 7});

        assertThat(FirstRanking.measure(query, gallery, labels, new Parallelism(1))
                        .mean(Measure.MAP_AT_ALL, 0))
                .isEqualTo(0.5);
    }
}
