package dev.icfrr.knn.exact;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.knn.rows.CenteredRows;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Optional;

/**
 * Rows projected onto a few directions, for upper bounds of their products at a fraction of the cost.
 *
 * <p>With z = V x the projection of a row x of {@link PackedRows}, r = x - V' z what it leaves, and rho an upper bound
 * of |r|, the product of two rows is at most {@code z(i) z(j) + rho(i) rho(j)}, except for the rounding of z and the
 * deviation E of V V' from I. So rho is one more value of a row. With t the error of z relative to |x|, products exceed
 * this bound by at most {@code (3 |E| + 2 t) |x(i)| |x(j)|}, up to a few percent, and |x(i)| |x(j)| is at most half the
 * sum of the squares. {@link #slack} covers this and the rounding of the product, per row.
 */
public final class ProjectedRows {
    private static final int BLOCK = PackedRows.BLOCK;
    /** Fewer rows do not repay finding directions. */
    public static final int LEAST_ROWS = 12_000;
    /** The bounds of shorter rows take as long as their products. */
    private static final int LEAST_COLUMNS = 384;

    private static final int SAMPLE = 2048;
    private static final int QUERIES = 64;
    /** Values of a projected row, in sixteenths of the columns, ascending. */
    private static final int[] SIXTEENTHS = {2, 4, 5, 6};

    /** The time of a single product relative to one within a block. */
    private static final double SINGLE = 3;
    /** A pair passes for its row or for its column, so that more pass than for rows alone. */
    private static final double EITHER = 1.7;
    /** While limits fall, so many more items are near. */
    private static final double EARLY = 1.4;
    /** The most time relative to products of all columns that is worth the effort. */
    private static final double WORTHWHILE = 0.8;

    private final PackedRows rows;
    private final BoundedProducts products;
    private final ProjectionDirections directions;
    private final int columns;
    private final float[][] packed;
    private final double slackOfNorm;
    private final double underflow;
    /** By position: as {@link PackedRows#lowerNorms}, lower by the slack. */
    final float[] lowerNorms;

    /**
     * Projects all rows.
     *
     * @param rows unpacked
     */
    ProjectedRows(PackedRows rows, ProjectionDirections directions, BoundedProducts products, Parallelism parallelism) {
        this.rows = rows;
        this.products = products;
        this.directions = directions;
        columns = directions.count() + 1;
        double ofProjection = errorOfProjection();
        double bound = 3 * directions.deviation() + 2 * ofProjection;
        double ofProduct = BoundedProducts.gamma(mostRoundings(columns, products)) + 16 * BoundedProducts.UNIT;
        slackOfNorm = 1.1 * (bound + ofProduct);
        underflow = 0x1p-120 * (rows.columns() + 1);
        packed = new float[rows.blocks()][BLOCK * columns];
        lowerNorms = new float[rows.count()];
        float[] packedDirections = directions.packed(products);
        parallelism.forEachBlock(rows.blocks(), 1, () -> {
            float[] whole = new float[BLOCK * rows.columns()];
            float[] projections = new float[BLOCK * products.padded(directions.count())];
            float[] augmented = new float[BLOCK * columns];
            return (block, end) -> project(block, packedDirections, whole, projections, augmented);
        });
    }

    /**
     * Directions that save time.
     *
     * @param cost estimated time relative to products of all columns
     */
    public record Choice(ProjectionDirections directions, double cost) {}

    /**
     * Finds directions for a gallery, if bounds will save time.
     *
     * @param order the groups of equal rows in their order
     * @param wanted distinct rows to find per row
     */
    public static Optional<Choice> choose(
            Matrix features, DeduplicatedRows distinct, int[] order, int wanted, BoundedProducts products) {
        int columns = features.columns();
        if (products.ofRows().isEmpty() || mostValues(distinct.count(), columns) == 0) {
            return Optional.empty();
        }
        float[] sample = sample(features, distinct, order);
        int most = mostValues(distinct.count(), columns);
        ProjectionDirections all = ProjectionDirections.of(sample, SAMPLE, columns, most - 1, products);
        double share = EARLY * wanted / distinct.count();
        return new Trial(sample, columns, all, products).best(share);
    }

    private static float[] sample(Matrix features, DeduplicatedRows distinct, int[] order) {
        CenteredRows centering = new CenteredRows(features, position -> distinct.first(order[position]), distinct);
        CenteredRows.Reader rows = centering.reader(features);
        float[] sample = new float[SAMPLE * features.columns()];
        for (int i = 0; i < SAMPLE; i++) {
            int position = (int) ((long) i * distinct.count() / SAMPLE);
            rows.read(distinct.first(order[position]), sample, i * features.columns());
        }
        return sample;
    }

    /** Returns at most how many values of a row are kept in addition. */
    public static int mostValues(int rows, int columns) {
        return rows < LEAST_ROWS || columns < LEAST_COLUMNS ? 0 : SIXTEENTHS[SIXTEENTHS.length - 1] * columns / 16;
    }

    /** Returns a bound of |z - V x| relative to |x|. */
    private double errorOfProjection() {
        double ofValue = 1.01 * BoundedProducts.gamma(mostRoundings(rows.columns(), products));
        return ofValue * Math.sqrt(directions.count()) * (1 + directions.deviation());
    }

    private static int mostRoundings(int columns, BoundedProducts products) {
        int most = 0;
        for (int k = 0; k < columns; k++) {
            most = Math.max(most, products.roundings(k, columns));
        }
        return most;
    }

    private void project(int block, float[] packedDirections, float[] whole, float[] projections, float[] augmented) {
        int stride = products.padded(directions.count());
        rows.pack(block, whole);
        products.multiply(whole, 0, BLOCK, packedDirections, 0, stride, rows.columns(), projections);
        Arrays.fill(augmented, 0f);
        double relative = 2 * errorOfProjection() * 1.1 + directions.deviation() * 1.1;
        for (int i = 0; i < rows.rowsIn(block); i++) {
            int position = block * BLOCK + i;
            double norm = rows.norm(position);
            double left = augment(projections, i * stride, directions.count(), norm, augmented, i * columns);
            double rest = Math.sqrt(Math.max(0, left) + norm * (relative + 1e-12) + underflow);
            augmented[i * columns + columns - 1] = PackedRows.up(rest);
            lowerNorms[position] = Math.nextDown((float) (rows.lowerNorms[position] - slack(position)));
        }
        products.pack(augmented, BLOCK, columns, packed[block], 0);
    }

    /** Copies a projection. Returns the norm that it leaves. */
    private static double augment(float[] from, int start, int count, double norm, float[] into, int at) {
        double left = norm;
        for (int k = 0; k < count; k++) {
            float value = from[start + k];
            into[at + k] = value;
            left -= (double) value * value;
        }
        return left;
    }

    /** Returns by how much a limit of a row must rise for keys of these products. */
    private double slack(int position) {
        return slackOfNorm * rows.norm(position) + underflow;
    }

    /** Returns the limit of keys of these products, of which no pair with a key up to {@code limit} exceeds it. */
    float limit(int position, float limit) {
        return PackedRows.up(limit + slack(position));
    }

    /** Computes upper bounds of the products of every row of one block with every row of another. */
    void multiply(int blockA, int blockB, float[] into) {
        products.multiply(packed[blockA], 0, BLOCK, packed[blockB], 0, BLOCK, columns, into);
    }

    /** Counts on a sample which pairs would pass. */
    private static final class Trial {
        private final float[] sample;
        private final int columns;
        private final ProjectionDirections all;
        private final BoundedProducts products;
        private final int stride;
        private final float[] projections;
        private final float[] norms = new float[SAMPLE];

        Trial(float[] sample, int columns, ProjectionDirections all, BoundedProducts products) {
            this.sample = sample;
            this.columns = columns;
            this.all = all;
            this.products = products;
            stride = products.padded(all.count());
            projections = multiply(sample, SAMPLE, all.packed(products), stride, columns);
            for (int i = 0; i < SAMPLE; i++) {
                norms[i] = (float) -augment(sample, i * columns, columns, 0, sample, i * columns);
            }
        }

        private float[] multiply(float[] a, int aRows, float[] packedB, int bRows, int length) {
            float[] packed = products.packed(a, aRows, length);
            float[] into = new float[aRows * bRows];
            products.multiply(packed, 0, aRows, packedB, 0, bRows, length, into);
            return into;
        }

        /** @param share of all pairs that are near */
        Optional<Choice> best(double share) {
            float[] limits = limits(ofQueries(sample, columns), share);
            double least = WORTHWHILE;
            Optional<Choice> best = Optional.empty();
            for (int sixteenths : SIXTEENTHS) {
                int length = sixteenths * columns / 16;
                double cost = (double) length / columns + SINGLE * EITHER * passing(length, limits);
                if (cost < least) {
                    least = cost;
                    best = Optional.of(new Choice(all.first(length - 1), cost));
                }
            }
            return best;
        }

        private float[] ofQueries(float[] rows, int length) {
            return multiply(rows, QUERIES, products.packed(rows, SAMPLE, length), SAMPLE, length);
        }

        private float[] limits(float[] ofQueries, double share) {
            float[] limits = new float[QUERIES];
            for (int query = 0; query < QUERIES; query++) {
                float[] keys = new float[SAMPLE];
                for (int i = 0; i < SAMPLE; i++) {
                    keys[i] = norms[i] - 2 * ofQueries[query * SAMPLE + i];
                }
                Arrays.sort(keys);
                limits[query] = keys[Math.min(SAMPLE - 1, (int) (share * SAMPLE))];
            }
            return limits;
        }

        private double passing(int length, float[] limits) {
            float[] augmented = new float[SAMPLE * length];
            for (int i = 0; i < SAMPLE; i++) {
                double left = augment(projections, i * stride, length - 1, norms[i], augmented, i * length);
                augmented[i * length + length - 1] = (float) Math.sqrt(Math.max(0, left));
            }
            float[] bounds = ofQueries(augmented, length);
            int passing = 0;
            for (int query = 0; query < QUERIES; query++) {
                for (int i = 0; i < SAMPLE; i++) {
                    passing += norms[i] - 2 * bounds[query * SAMPLE + i] <= limits[query] ? 1 : 0;
                }
            }
            return (double) passing / (QUERIES * SAMPLE);
        }
    }
}
