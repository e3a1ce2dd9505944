package dev.icfrr.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Products in single precision differ from the exact ones within their bound. */
class ProductBoundsTest extends KernelFixture {
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
}
