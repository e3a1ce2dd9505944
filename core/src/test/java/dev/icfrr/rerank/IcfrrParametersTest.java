package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcfrrParametersTest {

    @Test
    void defaultsAreThoseOfTheAuthors() {
        assertThat(IcfrrParameters.DEFAULTS).isEqualTo(new IcfrrParameters(250, 0.5, 5, UpdateRule.REFERENCE));
    }

    @Test
    void changedValuesLeaveTheOthers() {
        assertThat(IcfrrParameters.DEFAULTS
                        .withKq(7)
                        .withBeta(-1)
                        .withIterations(0)
                        .withUpdate(UpdateRule.ACCUMULATING))
                .isEqualTo(new IcfrrParameters(7, -1, 0, UpdateRule.ACCUMULATING));
    }

    @Test
    void kqIsAtLeastOne() {
        assertThatThrownBy(() -> IcfrrParameters.DEFAULTS.withKq(0)).hasMessage("KQ must be at least 1, not 0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void betaIsFinite(double beta) {
        assertThatThrownBy(() -> IcfrrParameters.DEFAULTS.withBeta(beta))
                .hasMessage("beta must be finite, not " + beta);
    }

    @Test
    void iterationsAreAtLeastZero() {
        assertThatThrownBy(() -> IcfrrParameters.DEFAULTS.withIterations(-1))
                .hasMessage("iterations must be at least 0, not -1");
    }
}
