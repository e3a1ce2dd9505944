package dev.icfrr.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.icfrr.kernel.BlockProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import java.lang.foreign.Arena;
import java.util.Arrays;
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
    void keptPanelsGiveTheSameBits() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seeds.value() + round);
            int columns = 1 + random.nextInt(round % 3 == 0 ? 300 : 40);
            int size = 1 + random.nextInt(300);
            int queryCount = 1 + random.nextInt(40);
            Matrix gallery = Matrix.of(size, columns, values(random, size * columns));
            Matrix queries = Matrix.of(queryCount, columns, values(random, queryCount * columns));
            PanelPacker ofBlock = new PanelPacker(gallery, products(columns));
            BlockBounds packing = new BlockBounds(queries, gallery, products(columns), ofBlock);
            double[] expected = new double[queryCount * size];
            packing.read(0, queryCount, expected);
            try (Arena arena = Arena.ofShared()) {
                PackedGallery packed = PackedGallery.of(
                                gallery, () -> products(columns), arena, new Parallelism(1 + random.nextInt(3)))
                        .orElseThrow();
                BlockBounds kept = new BlockBounds(queries, gallery, products(columns), packed);
                double[] actual = new double[queryCount * size];
                int split = random.nextInt(queryCount + 1);
                for (int[] block : new int[][] {{split, queryCount}, {0, split}}) {
                    kept.read(block[0], block[1], actual);
                    double[] as = Arrays.copyOfRange(expected, block[0] * size, block[1] * size);
                    assertThat(Arrays.copyOf(actual, as.length))
                            .as("seed %d", seeds.value() + round)
                            .containsExactly(as);
                }
                assertThat(packed.largestSquaredLength()).isEqualTo(ofBlock.largestSquaredLength());
            }
        }
    }

    @Test
    void namesTheGalleryRowThatIsNotFinite() {
        float[] values = new float[140 * 8];
        values[125 * 8 + 3] = Float.NaN;
        Matrix gallery = Matrix.of(140, 8, values);
        BlockBounds bounds = bounds(Matrix.of(2, 8, new float[16]), gallery);
        assertThatThrownBy(() -> bounds.read(0, 2, new double[280]))
                .hasMessageContaining("row 125")
                .hasMessageContaining("column 3");
        try (Arena arena = Arena.ofShared()) {
            assertThatThrownBy(() -> PackedGallery.of(gallery, () -> products(8), arena, new Parallelism(2)))
                    .hasMessageContaining("row 125")
                    .hasMessageContaining("column 3");
        }
    }

    private static BlockBounds bounds(Matrix queries, Matrix gallery) {
        BlockProducts products = products(gallery.columns());
        return new BlockBounds(queries, gallery, products, new PanelPacker(gallery, products));
    }

    private static BlockProducts products(int columns) {
        Optional<BlockProducts> products = Kernels.get().blockProducts(columns);
        assumeThat(products).as("products of the vector kernels").isPresent();
        return products.orElseThrow();
    }

    private static double[] rowOf(double[] values, int row, int size) {
        return Arrays.copyOfRange(values, row * size, (row + 1) * size);
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
