package dev.icfrr.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.testing.Seed;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compares the scalar and the SIMD implementation at sizes that reach every loop tail. */
class KernelEquivalenceTest {
    private static final int[] SIZES = {
        1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 255, 300, 768
    };

    private final Kernels scalar = KernelChoice.scalar();
    private final Kernels simd = SimdKernels.create();

    @RegisterExtension
    final Seed seed = new Seed(20261123);

    private final Random random = seed.random();

    @Test
    void scalarAndSimdDistancesAreEqualBitForBit() {
        for (int columns : SIZES) {
            for (int aRows = 1; aRows <= 5; aRows++) {
                for (int bRows = 1; bRows <= 5; bRows++) {
                    double[] a = rows(aRows, columns);
                    double[] b = rows(bRows, columns);
                    double[] ofScalar = squared(scalar, a, aRows, b, bRows, columns);
                    assertThat(squared(simd, a, aRows, b, bRows, columns))
                            .as("%d columns, %d x %d rows", columns, aRows, bRows)
                            .isEqualTo(ofScalar);
                    assertThat(transposed(squared(simd, b, bRows, a, aRows, columns), bRows, aRows))
                            .isEqualTo(ofScalar);
                }
            }
        }
    }

    @Test
    void distancesFollowTheDefinition() {
        for (int columns : SIZES) {
            double[] a = rows(1, columns);
            double[] b = rows(1, columns);
            double[] sums = new double[8];
            BigDecimal exact = BigDecimal.ZERO;
            for (int k = 0; k < columns; k++) {
                double difference = a[k] - b[k];
                sums[k % 8] = Math.fma(difference, difference, sums[k % 8]);
                exact = exact.add(
                        new BigDecimal(a[k]).subtract(new BigDecimal(b[k])).pow(2));
            }
            double expected = ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
            for (Kernels kernels : new Kernels[] {scalar, simd}) {
                double distance = squared(kernels, a, 1, b, 1, columns)[0];
                assertThat(distance).as("%d columns", columns).isEqualTo(expected);
                assertThat(distance).isCloseTo(exact.doubleValue(), within(1e-14 * exact.doubleValue()));
                assertThat(squared(kernels, a, 1, a, 1, columns)[0]).isEqualTo(0d);
            }
        }
    }

    @Test
    void distancesOfAQueryToRowsInMemoryAreEqualBitForBit() {
        for (int columns : SIZES) {
            for (int rows = 1; rows <= 9; rows++) {
                float[] floats = floats(rows * columns);
                double[] query = rows(1, columns);
                double[] padded = new double[CanonicalDistances.stride(columns) * rows];
                int stride = CanonicalDistances.stride(columns);
                for (int row = 0; row < rows; row++) {
                    for (int k = 0; k < columns; k++) {
                        padded[row * stride + k] = floats[row * columns + k];
                    }
                }
                double[] expected = new double[rows];
                scalar.distances().squared(query, 1, padded, rows, stride, expected, 0, rows);
                MemorySegment memory = MemorySegment.ofArray(floats);
                int[] items = IntStream.range(0, rows).toArray();
                for (Kernels kernels : new Kernels[] {scalar, simd}) {
                    RowDistances distances = kernels.rowDistances();
                    double[] inOrder = new double[rows];
                    double[] byItem = new double[rows];
                    distances.squared(query, memory, columns, 0, rows, inOrder);
                    distances.squared(query, memory, columns, items, 0, rows, byItem);
                    assertThat(inOrder).as("%d columns, %d rows", columns, rows).isEqualTo(expected);
                    assertThat(byItem).isEqualTo(expected);
                    int some = rows / 3;
                    double[] fromThere = new double[rows];
                    distances.squared(query, memory, columns, some, rows, fromThere);
                    assertThat(Arrays.copyOfRange(fromThere, some, rows))
                            .isEqualTo(Arrays.copyOfRange(expected, some, rows));
                    assertThat(Arrays.copyOf(fromThere, some)).isEqualTo(new double[some]);
                }
            }
        }
    }

    @Test
    void distancesInFloatsAreNearTheCanonicalOnes() {
        for (int columns : SIZES) {
            for (int rows = 1; rows <= 9; rows++) {
                float[] floats = floats(rows * columns);
                float[] query = floats(columns);
                double[] padded = new double[CanonicalDistances.stride(columns)];
                for (int k = 0; k < columns; k++) {
                    padded[k] = query[k];
                }
                MemorySegment memory = MemorySegment.ofArray(floats);
                int[] items = random.ints(rows, 0, rows).toArray();
                double[] expected = new double[rows];
                scalar.rowDistances().squared(padded, memory, columns, items, 0, rows, expected);
                for (Kernels kernels : new Kernels[] {scalar, simd}) {
                    float[] found = new float[rows + 1];
                    found[0] = -1;
                    found[rows] = -1;
                    kernels.rowDistances().squaredInFloats(query, memory, items, 1, rows, found);
                    for (int i = 1; i < rows; i++) {
                        assertThat((double) found[i]).isCloseTo(expected[i], within(1e-5 * expected[i]));
                    }
                    assertThat(found[0]).isEqualTo(-1);
                    assertThat(found[rows]).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void distancesOfSeveralQueriesToRowsInMemoryAreEqualBitForBit() {
        for (int columns : SIZES) {
            int stride = CanonicalDistances.stride(columns);
            for (int count = 1; count <= 9; count += 2) {
                int rows = 3 + count;
                float[] floats = floats(rows * columns);
                double[] padded = new double[stride * rows];
                for (int row = 0; row < rows; row++) {
                    for (int k = 0; k < columns; k++) {
                        padded[row * stride + k] = floats[row * columns + k];
                    }
                }
                double[] queries = rows(count, columns);
                double[][] each = new double[count][];
                double[][] expected = new double[count][rows];
                for (int query = 0; query < count; query++) {
                    each[query] = Arrays.copyOfRange(queries, query * stride, (query + 1) * stride);
                    scalar.distances().squared(each[query], 1, padded, rows, stride, expected[query], 0, rows);
                    expected[query][0] = -1;
                }
                for (Kernels kernels : new Kernels[] {scalar, simd}) {
                    double[][] found = new double[count][rows];
                    for (double[] row : found) {
                        row[0] = -1;
                    }
                    kernels.rowDistances().squared(each, MemorySegment.ofArray(floats), columns, 1, rows, found);
                    assertThat(found)
                            .as("%s, %d queries, %d columns", kernels.name(), count, columns)
                            .isDeepEqualTo(expected);
                }
            }
        }
    }

    @Test
    void preparingReadsNoRowsThatAreMissingAndChangesNone() {
        for (Kernels kernels : new Kernels[] {scalar, simd}) {
            kernels.prepare(null, 768);
            for (int columns : new int[] {0, 1, 3, 8, 13, 16}) {
                for (int rows = 0; rows <= 3; rows++) {
                    float[] features = floats(rows * columns);
                    float[] before = features.clone();
                    kernels.prepare(MemorySegment.ofArray(features), columns);
                    assertThat(features)
                            .as("%s, %d x %d", kernels.name(), rows, columns)
                            .isEqualTo(before);
                }
            }
        }
    }

    @Test
    void distancesOfABlockAreEqualBitForBit() {
        for (int columns : new int[] {0, 1, 8, 100, 131, 384}) {
            int stride = CanonicalDistances.stride(columns);
            for (Kernels kernels : new Kernels[] {scalar, simd}) {
                BlockDistances distances = kernels.blockDistances(stride);
                for (int blockRows : new int[] {1, 23, 24, 31, 64, 27}) {
                    double[] block = rows(blockRows, columns);
                    distances.block(block, blockRows);
                    for (int others : new int[] {1, 8, 16, 21}) {
                        double[] b = rows(others, columns);
                        double[] expected = new double[7 + blockRows * (others + 2)];
                        Arrays.fill(expected, -1);
                        double[] into = expected.clone();
                        scalar.distances().squared(block, blockRows, b, others, stride, expected, 5, others + 2);
                        distances.squared(b, others, into, 5, others + 2);
                        assertThat(into)
                                .as("%s, %d columns, %d x %d rows", kernels.name(), columns, blockRows, others)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void productsDifferFromTheExactOnesWithinTheBound() {
        for (Kernels kernels : new Kernels[] {scalar, simd}) {
            BoundedProducts products = kernels.products();
            int rows = 2 * products.panelRows();
            for (int columns : SIZES) {
                float[] a = floats(rows * columns);
                float[] b = floats(rows * columns);
                float[] packedA = new float[a.length + 5];
                float[] packedB = new float[b.length + 3];
                products.pack(a, rows, columns, packedA, 5);
                products.pack(b, rows, columns, packedB, 3);
                float[] into = new float[rows * rows];
                Arrays.fill(into, Float.NaN);
                products.multiply(packedA, 5, rows, packedB, 3, rows, columns, into);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < rows; j++) {
                        double exact = product(a, i, b, j, columns);
                        assertThat((double) into[i * rows + j])
                                .as("%s, %d columns", kernels.name(), columns)
                                .isCloseTo(exact, within(bound(products, a, i, b, j, columns)));
                    }
                }
            }
        }
    }

    /** Every addition after the term 1 rounds up by a quarter of a unit in the last place. */
    @Test
    void boundHoldsWhereAllRoundingErrorsHaveOneSign() {
        int columns = 250;
        for (Kernels kernels : new Kernels[] {scalar, simd}) {
            BoundedProducts products = kernels.products();
            int rows = products.panelRows();
            double largestShare = 0;
            for (int first = 0; first < columns; first++) {
                float[] a = new float[rows * columns];
                float[] b = new float[rows * columns];
                Arrays.fill(a, 1f);
                Arrays.fill(b, first + 1, columns, 0.75f * Math.ulp(1f));
                b[first] = 1f;
                float[] packedA = new float[a.length];
                float[] packedB = new float[b.length];
                products.pack(a, rows, columns, packedA, 0);
                products.pack(b, rows, columns, packedB, 0);
                float[] into = new float[rows * rows];
                products.multiply(packedA, 0, rows, packedB, 0, rows, columns, into);
                double error = Math.abs(into[0] - product(a, 0, b, 0, columns));
                double bound = bound(products, a, 0, b, 0, columns);
                assertThat(error)
                        .as("%s, 1 in column %d", kernels.name(), first)
                        .isLessThanOrEqualTo(bound);
                largestShare = Math.max(largestShare, error / bound);
            }
            assertThat(largestShare).as(kernels.name()).isGreaterThan(0.3);
        }
    }

    @Test
    void productsOfSingleRowsDifferFromTheExactOnesWithinTheBound() {
        RowProducts products = simd.products().ofRows().orElseThrow();
        int rows = 11;
        int[] numbers = {-1, 4, 10, 0, 4, 7, 2, 1};
        for (int columns : SIZES) {
            float[] a = floats(3 + columns);
            float[] b = floats(5 + rows * columns);
            double gamma = BoundedProducts.gamma(products.roundings(columns));
            for (int end = 1; end <= numbers.length; end++) {
                float[] into = new float[numbers.length + 1];
                Arrays.fill(into, -7);
                products.multiply(a, 3, b, 5, numbers, 1, end, columns, into);
                for (int i = 0; i < into.length; i++) {
                    if (i == 0 || i >= end) {
                        assertThat(into[i]).isEqualTo(-7);
                        continue;
                    }
                    double exact = 0;
                    double sizes = 0;
                    for (int k = 0; k < columns; k++) {
                        double term = (double) a[3 + k] * b[5 + numbers[i] * columns + k];
                        exact += term;
                        sizes += Math.abs(term);
                    }
                    assertThat((double) into[i])
                            .as("%d columns, product %d of %d", columns, i, end)
                            .isCloseTo(exact, within(gamma * sizes));
                }
            }
        }
    }

    @Test
    void boundOfSingleRowsHoldsWhereAllRoundingErrorsHaveOneSign() {
        int columns = 250;
        RowProducts products = simd.products().ofRows().orElseThrow();
        double gamma = BoundedProducts.gamma(products.roundings(columns));
        for (int first = 0; first < columns; first++) {
            float[] a = new float[columns];
            float[] b = new float[columns];
            Arrays.fill(a, 1f);
            Arrays.fill(b, first + 1, columns, 0.75f * Math.ulp(1f));
            b[first] = 1f;
            float[] into = new float[1];
            products.multiply(a, 0, b, 0, new int[1], 0, 1, columns, into);
            double exact = product(a, 0, b, 0, columns);
            assertThat(Math.abs(into[0] - exact)).as("1 in column %d", first).isLessThanOrEqualTo(gamma * exact);
        }
    }

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

    private static double[] squared(Kernels kernels, double[] a, int aRows, double[] b, int bRows, int columns) {
        double[] into = new double[aRows * bRows];
        kernels.distances().squared(a, aRows, b, bRows, CanonicalDistances.stride(columns), into, 0, bRows);
        return into;
    }

    private static double[] transposed(double[] values, int rows, int columns) {
        double[] result = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = values[i * columns + j];
            }
        }
        return result;
    }

    private static double product(float[] a, int i, float[] b, int j, int columns) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            sum += (double) a[i * columns + k] * b[j * columns + k];
        }
        return sum;
    }

    private static double bound(BoundedProducts products, float[] a, int i, float[] b, int j, int columns) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            double term = Math.abs((double) a[i * columns + k] * b[j * columns + k]);
            sum += BoundedProducts.gamma(products.roundings(k, columns)) * term;
        }
        return sum;
    }

    private double[] rows(int rows, int columns) {
        int stride = CanonicalDistances.stride(columns);
        double[] values = new double[rows * stride];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                values[i * stride + k] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
