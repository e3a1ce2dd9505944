package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KnnTimeTest {

    @Test
    void productsGrowWithTheSquareAndTheRestWithTheRows() {
        // 9,000 rows: 40.5 million pairs of 1 ns are 0.0405 s, the rest of the trial is 1 us a row.
        double trial = 0.0405 + 0.009;
        assertThat(KnnTime.extrapolated(trial, 1e-9, 9_000)).isCloseTo(trial, within(1e-12));
        assertThat(KnnTime.extrapolated(trial, 1e-9, 1_000_000)).isCloseTo(500 + 1, within(1e-9));
    }

    @Test
    void trialThatWasFasterThanItsProductsLeavesNoNegativeRest() {
        assertThat(KnnTime.extrapolated(0.001, 1e-9, 1_000_000)).isCloseTo(500, within(1e-9));
    }
}
