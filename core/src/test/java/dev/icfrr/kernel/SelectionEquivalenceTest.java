package dev.icfrr.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The scalar and the SIMD implementation select the same values. */
class SelectionEquivalenceTest extends KernelFixture {
    @Test
    void scalarAndSimdSelectTheSameOfRowsOrColumns() {
        for (int count : SIZES) {
            float[] products = floats(count + 3);
            float[] addends = floats(count + 2);
            float[] limits = floats(count + 2);
            for (float limit : new float[] {0.3f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
                Picked expected = new Picked(count);
                Picked picked = new Picked(count);
                for (int i = 0; i < count; i++) {
                    boolean passes = addends[2 + i] - 2d * products[3 + i] <= limit
                            || 0.2f - 2d * products[3 + i] <= limits[2 + i];
                    if (passes) {
                        expected.positions[1 + expected.count++] = i;
                    }
                }
                expected.count++;
                for (Kernels kernels : new Kernels[] {scalar, simd}) {
                    picked.count = kernels.selection()
                            .ofEither(products, 3, count, addends, limit, 0.2f, limits, 2, picked.positions, 1);
                    picked.assertSameAs(expected);
                }
            }
        }
    }

    @Test
    void scalarAndSimdSelectionsAreEqual() {
        for (int count : SIZES) {
            float[] values = floats(count + 3);
            float[] others = floats(count + 2);
            float limit = values[3 + random.nextInt(count)];
            for (float threshold : new float[] {limit, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
                Picked expected = new Picked(count);
                Picked picked = new Picked(count);
                expected.count = scalar.selection()
                        .atMost(values, 3, count, threshold, 100, expected.keys, expected.positions, 1);
                picked.count =
                        simd.selection().atMost(values, 3, count, threshold, 100, picked.keys, picked.positions, 1);
                picked.assertSameAs(expected);
                expected.count = scalar.selection()
                        .ofRow(values, 3, count, others, 2, threshold, 7, expected.keys, expected.positions, 1);
                picked.count = simd.selection()
                        .ofRow(values, 3, count, others, 2, threshold, 7, picked.keys, picked.positions, 1);
                picked.assertSameAs(expected);
                expected.count = scalar.selection()
                        .ofColumns(values, 3, count, threshold, others, 2, 7, expected.keys, expected.positions, 1);
                picked.count = simd.selection()
                        .ofColumns(values, 3, count, threshold, others, 2, 7, picked.keys, picked.positions, 1);
                picked.assertSameAs(expected);
            }
        }
    }

    @Test
    void scalarAndSimdKeepTheSameKeys() {
        for (int count : SIZES) {
            float[] values = floats(count);
            float limit = values[random.nextInt(count)];
            for (float threshold : new float[] {limit, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
                Picked expected = new Picked(values);
                Picked picked = new Picked(values);
                expected.count = scalar.selection().keepAtMost(expected.keys, expected.positions, count, threshold);
                picked.count = simd.selection().keepAtMost(picked.keys, picked.positions, count, threshold);
                picked.assertSameAs(expected);
                assertThat(scalar.selection().countAtMost(values, count, threshold))
                        .isEqualTo(expected.count);
                assertThat(simd.selection().countAtMost(values, count, threshold))
                        .isEqualTo(expected.count);
            }
        }
    }

    private static final class Picked {
        final float[] keys;
        final int[] positions;
        int count;

        Picked(int capacity) {
            keys = new float[1 + capacity + Selection.SLACK];
            positions = new int[1 + capacity + Selection.SLACK];
        }

        Picked(float[] values) {
            keys = values.clone();
            positions = new int[values.length];
            Arrays.setAll(positions, i -> i);
        }

        void assertSameAs(Picked other) {
            assertThat(count).isEqualTo(other.count);
            assertThat(Arrays.copyOf(keys, count)).isEqualTo(Arrays.copyOf(other.keys, count));
            assertThat(Arrays.copyOf(positions, count)).isEqualTo(Arrays.copyOf(other.positions, count));
        }
    }
}
