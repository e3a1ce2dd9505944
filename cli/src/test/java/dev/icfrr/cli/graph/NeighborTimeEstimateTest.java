package dev.icfrr.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NeighborTimeEstimateTest {

    @Test
    void productsGrowWithTheSquareAndTheRestWithTheRows() {
        // 9,000 rows: 40.5 million pairs of 1 ns are 0.0405 s, the rest of the trial is 1 us a row.
        double trial = 0.0405 + 0.009;
        assertThat(NeighborTimeEstimate.extrapolated(trial, 1e-9, 9_000)).isCloseTo(trial, within(1e-12));
        assertThat(NeighborTimeEstimate.extrapolated(trial, 1e-9, 1_000_000)).isCloseTo(500 + 1, within(1e-9));
    }

    @Test
    void trialThatWasFasterThanItsProductsLeavesNoNegativeRest() {
        assertThat(NeighborTimeEstimate.extrapolated(0.001, 1e-9, 1_000_000)).isCloseTo(500, within(1e-9));
    }

    @Test
    void timesAreWrittenForPeople() {
        assertThat(NeighborTimeEstimate.text(Duration.ofMillis(2_340))).isEqualTo("2.3 s");
        assertThat(NeighborTimeEstimate.text(Duration.ofSeconds(65))).isEqualTo("65 s");
        assertThat(NeighborTimeEstimate.text(Duration.ofMinutes(28))).isEqualTo("28 min");
        assertThat(NeighborTimeEstimate.text(Duration.ofHours(5))).isEqualTo("5.0 h");
    }
}
