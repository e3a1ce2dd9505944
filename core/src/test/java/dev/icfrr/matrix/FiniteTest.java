package dev.icfrr.matrix;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FiniteTest {
    private static final double[] OTHERS = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    @Test
    void everyPlaceIsLookedAt() {
        for (int count = 1; count < 40; count++) {
            double[] values = new double[count + 1];
            Arrays.fill(values, -Double.MAX_VALUE);
            values[count] = Double.NaN;
            int ofCount = count;
            assertThatCode(() -> Finite.requireFinite(values, ofCount, 3)).doesNotThrowAnyException();
            for (int place = 0; place < count; place++) {
                for (double other : OTHERS) {
                    values[place] = other;
                    assertThatThrownBy(() -> Finite.requireFinite(values, ofCount, 3))
                            .isInstanceOf(NotFiniteException.class)
                            .hasMessageContaining("row 3, column " + place);
                }
                values[place] = place % 2 == 0 ? Double.MAX_VALUE : 0;
            }
        }
    }
}
