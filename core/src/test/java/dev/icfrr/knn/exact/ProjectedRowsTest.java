package dev.icfrr.knn.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.rows.CandidateRefiner;
import dev.icfrr.knn.rows.Candidates;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.Execution;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressMeter;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every near pair passes by its bound, whatever the features and the directions. */
class ProjectedRowsTest {
    private static final long SEED = 43;
    private static final Parallelism PARALLELISM = new Parallelism(2);
    private static final Kernels KERNELS = Kernels.get();

    private final Random random = new Random(SEED);

    private enum Kind {
        FALLING_SPECTRUM,
        EQUAL_IN_ALL_DIRECTIONS,
        FEW_DIMENSIONS,
        LENGTHS_OF_MANY_ORDERS,
        FAR_FROM_ZERO,
        NEARLY_EQUAL
    }

    @BeforeEach
    void needProductsOfSingleRows() {
        assumeTrue(KERNELS.products().ofRows().isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void boundsPassForTheKeysOfExactProducts(Kind kind) {
        for (int columns : new int[] {40, 257}) {
            Projected rows = new Projected(features(kind, 400, columns), columns / 4);
            checkBounds(rows, kind + ", " + columns + " columns, seed " + SEED);
            rows = new Projected(rows.features, columns - 1);
            checkBounds(rows, kind + ", " + columns + " columns, all directions, seed " + SEED);
        }
    }

    private static void checkBounds(Projected rows, String description) {
        float[] bounds = new float[PackedRows.BLOCK * PackedRows.BLOCK];
        for (int blockA = 0; blockA < rows.filter.blocks(); blockA++) {
            for (int blockB = 0; blockB < rows.filter.blocks(); blockB++) {
                rows.projected.multiply(blockA, blockB, bounds);
                for (int i = 0; i < rows.filter.rowsIn(blockA); i++) {
                    for (int j = 0; j < rows.filter.rowsIn(blockB); j++) {
                        int row = blockA * PackedRows.BLOCK + i;
                        int other = blockB * PackedRows.BLOCK + j;
                        double key = rows.filter.lowerNorms[other] - 2 * rows.product(row, other);
                        float bound = Math.fma(-2f, bounds[i * PackedRows.BLOCK + j], rows.projected.lowerNorms[other]);
                        assertThat(bound)
                                .as("%s, rows %d and %d", description, row, other)
                                .isLessThanOrEqualTo(rows.projected.limit(row, PackedRows.up(key)));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void candidatesGiveTheSameLists(Kind kind) {
        int wanted = 40;
        Matrix features = features(kind, 2500, 64);
        Projected rows = new Projected(features, 20);
        int[][] expected = lists(rows, null, wanted, true);
        assertThat(lists(rows, rows.projected, wanted, true)).as("%s", kind).isDeepEqualTo(expected);
        assertThat(lists(rows, rows.projected, wanted, false)).as("%s", kind).isDeepEqualTo(expected);
    }

    private static int[][] lists(Projected rows, @Nullable ProjectedRows projected, int wanted, boolean estimating) {
        PackedRows filter = projected == null ? rows.packed() : rows.filter;
        BlockPairSearch search =
                new BlockPairSearch(rows.features, rows.distinct, filter, projected, wanted, KERNELS, estimating);
        search.run(BlockPairs.all(filter.blocks()), PARALLELISM, new ProgressMeter(null, "products", 1));
        CandidateRefiner order = new CandidateRefiner(rows.features, filter, rows.distinct, KERNELS);
        return IntStream.range(0, filter.count())
                .mapToObj(position -> {
                    int[] nearest = new int[wanted];
                    Candidates found = search.take(position, order);
                    order.nearest(position, Objects.requireNonNullElse(found, Candidates.all(filter.count())), nearest);
                    return nearest;
                })
                .toArray(int[][]::new);
    }

    @Test
    void listsOfALargerGalleryEqualThoseOfAllProducts() {
        Matrix features = features(Kind.FALLING_SPECTRUM, 12_300, 384);
        assertThat(choice(features, KERNELS)).isPresent();
        Kernels blocksOnly = withoutProductsOfSingleRows();
        assertThat(choice(features, blocksOnly)).isEmpty();
        int[][] expected = new int[features.rows()][];
        int[][] found = new int[features.rows()][];
        ExactNeighbors.find(
                features,
                30,
                new Execution(blocksOnly, PARALLELISM, null),
                (item, list) -> expected[item] = list.clone());
        ExactNeighbors.find(
                features, 30, new Execution(KERNELS, PARALLELISM, null), (item, list) -> found[item] = list.clone());
        assertThat(found).isDeepEqualTo(expected);
    }

    private static Kernels withoutProductsOfSingleRows() {
        return new Kernels(
                "blocks only",
                KERNELS.distances(),
                KERNELS.rowDistances(),
                KERNELS.blockDistances(),
                KERNELS.productsOfBlock(),
                new BlocksOnly(KERNELS.products()),
                KERNELS.selection());
    }

    private record BlocksOnly(BoundedProducts all) implements BoundedProducts {
        @Override
        public int panelRows() {
            return all.panelRows();
        }

        @Override
        public void pack(float[] rows, int rowCount, int columns, float[] into, int start) {
            all.pack(rows, rowCount, columns, into, start);
        }

        @Override
        public void multiply(
                float[] a, int aStart, int aRows, float[] b, int bStart, int bRows, int columns, float[] into) {
            all.multiply(a, aStart, aRows, b, bStart, bRows, columns, into);
        }

        @Override
        public int roundings(int column, int columns) {
            return all.roundings(column, columns);
        }
    }

    @Test
    void onlyLargeGalleriesWithAFallingSpectrumAreProjected() {
        assertThat(choice(features(Kind.FALLING_SPECTRUM, 12_000, 384), KERNELS))
                .isPresent();
        assertThat(choice(features(Kind.FALLING_SPECTRUM, 2_500, 384), KERNELS)).isEmpty();
        assertThat(choice(features(Kind.FALLING_SPECTRUM, 12_000, 256), KERNELS))
                .isEmpty();
        assertThat(choice(features(Kind.EQUAL_IN_ALL_DIRECTIONS, 12_000, 384), KERNELS))
                .isEmpty();
    }

    private static Optional<ProjectedRows.Choice> choice(Matrix features, Kernels kernels) {
        DeduplicatedRows distinct = DeduplicatedRows.of(features, PARALLELISM);
        int[] order = PackedRows.scattered(distinct.count());
        return ProjectedRows.choose(features, distinct, order, 30, kernels.products());
    }

    private Matrix features(Kind kind, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            double length = kind == Kind.LENGTHS_OF_MANY_ORDERS ? Math.pow(10, random.nextInt(40) - 20) : 1;
            for (int k = 0; k < columns; k++) {
                double value = random.nextGaussian();
                values[i * columns + k] = (float)
                        switch (kind) {
                            case FALLING_SPECTRUM -> value / (1 + k / 8.0);
                            case EQUAL_IN_ALL_DIRECTIONS -> value;
                            case FEW_DIMENSIONS -> k < 5 ? value : values[i * columns + k % 5];
                            case LENGTHS_OF_MANY_ORDERS -> value * length;
                            case FAR_FROM_ZERO -> 1e5 + value / (1 + k / 8.0);
                            case NEARLY_EQUAL -> i % 2 + 1e-7 * value;
                        };
            }
        }
        return Matrix.of(rows, columns, values);
    }

    /** A gallery with its rows projected. */
    private static final class Projected {
        final Matrix features;
        final DeduplicatedRows distinct;
        final PackedRows filter;
        final ProjectedRows projected;

        Projected(Matrix features, int directions) {
            this.features = features;
            distinct = DeduplicatedRows.of(features, PARALLELISM);
            BoundedProducts products = KERNELS.products();
            filter = PackedRows.unpacked(
                    features, distinct, order(), products, products.ofRows().orElseThrow(), PARALLELISM);
            float[] sample = new float[distinct.count() * features.columns()];
            PackedRows.Packer packer = filter.new Packer();
            for (int position = 0; position < distinct.count(); position++) {
                packer.center(position, sample, position * features.columns());
            }
            ProjectionDirections found =
                    ProjectionDirections.of(sample, distinct.count(), features.columns(), directions, products);
            projected = new ProjectedRows(filter, found, products, PARALLELISM);
        }

        private int[] order() {
            return PackedRows.scattered(distinct.count());
        }

        PackedRows packed() {
            return new PackedRows(features, distinct, order(), KERNELS.products(), PARALLELISM);
        }

        /** Returns the exact product of two rows as they are stored. */
        double product(int row, int other) {
            PackedRows.Block a = filter.rows(row / PackedRows.BLOCK);
            PackedRows.Block b = filter.rows(other / PackedRows.BLOCK);
            int columns = features.columns();
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += (double) a.rows()[a.start() + row % PackedRows.BLOCK * columns + k]
                        * b.rows()[b.start() + other % PackedRows.BLOCK * columns + k];
            }
            return sum;
        }
    }
}
