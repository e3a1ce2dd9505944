package dev.icfrr.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected numbers are those of SciPy 1.17: stats.ttest_rel, stats.permutation_test, 2 * stats.t.sf. */
class PairedTestTest {
    private static final double[] A = {0.61, 0.42, 0.77, 0.30, 0.95, 0.51, 0.68, 0.24};
    private static final double[] B = {0.55, 0.40, 0.70, 0.35, 0.80, 0.50, 0.52, 0.20};
    private static final PairedTest RANDOMIZATION = new PairedTest.Randomization(20_000, 1);

    @Test
    void pValuesEqualThoseOfTheDefinition() {
        assertThat(new PairedTest.StudentT().pValue(A, B)).isCloseTo(0.054325994831856045, within(1e-13));
        assertThat(RANDOMIZATION.pValue(A, B)).isEqualTo(14 / 256.0);
        assertThat(RANDOMIZATION.pValue(B, A)).isEqualTo(14 / 256.0);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 0.7048327646991335",
        "2.0, 3, 0.13932596855884305",
        "2.5, 29, 0.018325344338426086",
        "1.96, 1000, 0.050273184955748736",
        "12, 40, 7.82417130425598e-15",
        "3.3, 15228, 0.0009690690261017959",
        "0, 5, 1",
    })
    void studentsDistributionHasKnownTails(double t, int degrees, double expected) {
        assertThat(StudentDistribution.twoSided(t, degrees)).isCloseTo(expected, within(1e-11 * expected));
        assertThat(StudentDistribution.twoSided(-t, degrees)).isCloseTo(expected, within(1e-11 * expected));
    }

    @Test
    void equalSystemsDoNotDiffer() {
        assertThat(RANDOMIZATION.pValue(A, A)).isEqualTo(1);
        assertThat(new PairedTest.StudentT().pValue(A, A)).isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSamePValueOfManyQueries() {
        Random random = new Random(3);
        double[] a = random.doubles(300).toArray();
        double[] b = random.doubles(300).toArray();
        double[] better = new double[300];
        for (int i = 0; i < 300; i++) {
            better[i] = a[i] + 0.2;
        }
        double p = RANDOMIZATION.pValue(a, b);
        assertThat(new PairedTest.Randomization(20_000, 1).pValue(a, b)).isEqualTo(p);
        assertThat(p).isCloseTo(new PairedTest.StudentT().pValue(a, b), within(0.02));
        assertThat(RANDOMIZATION.pValue(better, a)).isEqualTo(1 / 20_001.0);
    }

    @Test
    void unsuitableValuesAreRefused() {
        assertThatThrownBy(() -> RANDOMIZATION.pValue(A, new double[3])).hasMessageContaining("8 and 3");
        assertThatThrownBy(() -> RANDOMIZATION.pValue(new double[0], new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RANDOMIZATION.pValue(new double[] {Double.NaN}, new double[1]))
                .hasMessageContaining("query 0");
        assertThatThrownBy(() -> new PairedTest.StudentT().pValue(new double[1], new double[1]))
                .hasMessageContaining("at least 2 queries");
    }

    @Test
    void holmsCorrectionFollowsItsDefinition() {
        // Sorted: .01 * 4, .02 * 3, .03 * 2 (not below .06), .04 * 1 (not below .06).
        assertThat(Holm.adjust(new double[] {0.04, 0.01, 0.03, 0.02}))
                .containsExactly(new double[] {0.06, 0.04, 0.06, 0.06}, within(1e-15));
        assertThat(Holm.adjust(new double[] {0.9, 0.6})).containsExactly(1, 1);
        assertThat(Holm.adjust(new double[0])).isEmpty();
    }
}
