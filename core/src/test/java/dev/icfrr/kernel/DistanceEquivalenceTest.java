package dev.icfrr.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The distances of the scalar and the SIMD implementation are equal. */
class DistanceEquivalenceTest extends KernelFixture {
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
}
