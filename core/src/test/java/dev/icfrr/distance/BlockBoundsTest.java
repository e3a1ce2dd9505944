package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.icfrr.kernel.BlockProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.testing.Seed;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlockBoundsTest {
    private static final int ROUNDS = 60;

    @RegisterExtension
    final Seed seeds = new Seed(20261202);

    @Test
    void canonicalDistancesLieWithinTheBounds() {
        double largestShare = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seeds.value() + round);
            int columns = 1 + random.nextInt(round % 3 == 0 ? 900 : 40);
            int size = 1 + random.nextInt(70);
            int queryCount = 1 + random.nextInt(30);
            float[] galleryValues = values(random, size * columns);
            float[] queryValues = values(random, queryCount * columns);
            // Some queries equal or nearly equal items.
            for (int i = 0; i < queryCount / 3; i++) {
                int from = random.nextInt(size) * columns;
                System.arraycopy(galleryValues, from, queryValues, random.nextInt(queryCount) * columns, columns);
            }
            Matrix gallery = Matrix.of(size, columns, galleryValues);
            Matrix queries = Matrix.of(queryCount, columns, queryValues);
            double[] canonical = new double[queryCount * size];
            DistanceSource.between(queries, gallery).reader().read(0, queryCount, canonical);
            BlockBounds bounds = bounds(queries, gallery);
            bounds.read(0, queryCount, new double[queryCount * size]);
            for (int query = 0; query < queryCount; query++) {
                bounds.moveTo(query, query);
                double[] negated = new double[size];
                bounds.copyNegated(negated);
                double least = bounds.leastBounded();
                for (int item = 0; item < size; item++) {
                    String as = "seed %d, query %d, item %d".formatted(seeds.value() + round, query, item);
                    double expected = canonical[query * size + item];
                    if (-negated[item] >= least) {
                        double difference = Math.abs(-negated[item] - expected);
                        assertThat(difference).as(as).isLessThanOrEqualTo(bounds.error(-negated[item]));
                        largestShare = Math.max(largestShare, difference / bounds.error(-negated[item]));
                    } else {
                        assertThat(expected).as(as).isLessThanOrEqualTo(least * (1 + 1e-6));
                    }
                    assertThat(bounds.canonical(item)).as(as).isEqualTo(expected);
                }
                assertThat(bounds.canonical()).containsExactly(rowOf(canonical, query, size));
            }
        }
        assertThat(largestShare).as("bounds are not needlessly wide").isGreaterThan(1e-3);
    }

    @Test
    void namesTheGalleryRowThatIsNotFinite() {
        float[] gallery = new float[40 * 8];
        gallery[25 * 8 + 3] = Float.NaN;
        BlockBounds bounds = bounds(Matrix.of(2, 8, new float[16]), Matrix.of(40, 8, gallery));
        assertThatThrownBy(() -> bounds.read(0, 2, new double[80]))
                .hasMessageContaining("row 25")
                .hasMessageContaining("column 3");
    }

    private static BlockBounds bounds(Matrix queries, Matrix gallery) {
        Optional<BlockProducts> products = Kernels.get().blockProducts(gallery.columns());
        assumeThat(products).as("products of the vector kernels").isPresent();
        return new BlockBounds(queries, gallery, products.orElseThrow());
    }

    private static double[] rowOf(double[] values, int row, int size) {
        return java.util.Arrays.copyOfRange(values, row * size, (row + 1) * size);
    }

    /** Values around a common one, in some rounds far from zero. */
    private static float[] values(Random random, int count) {
        float common = random.nextInt(3) == 0 ? 30 * random.nextFloat() : 0;
        float scale = (float) Math.pow(10, random.nextInt(9) - 4);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = scale * (common + (float) random.nextGaussian());
        }
        return values;
    }
}
