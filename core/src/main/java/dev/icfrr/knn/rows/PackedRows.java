package dev.icfrr.knn.rows;

import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.RowProducts;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/**
 * The distinct rows in single precision, packed for products, in a given order. They are moved to their mean and scaled
 * by a power of two. This changes no order and makes the error of a product small compared with the distances.
 *
 * <p>With c the stored rows, n(i) = |c(i)|^2 and p the single-precision product, {@code key(i, j) = n(j) - e(j) - a - 2
 * p}, computed in single precision, bounds the scaled squared distance D, and its canonical value as well:
 * {@code key - e(i) <= D - n(i) <= key + 2 e(j) + e(i) + 2 a}. Here e(i) covers the product, by the squares of the
 * row's values times the roundings that their terms pass, since {@code 2 |c(i)(k)| |c(j)(k)|} is at most the sum of the
 * two squares. It also covers the rounding of the rows (4 units), of the norm, of the key (3 units) and of the
 * canonical distance; a covers underflow.
 */
public final class PackedRows {
    /** Rows per block: a block of products and a chunk of both blocks' columns fit the second-level cache. */
    public static final int BLOCK = 192;

    private static final int ARRAY_BYTES = 16 << 20;

    private final Matrix features;
    private final boolean inOrder;
    private final DeduplicatedRows distinct;
    private final BoundedProducts products;
    private final int columns;
    private final int[] order;
    private final CenteredRows centering;
    private final float[][] packed;
    /** So many blocks, from the first on, are kept packed; the others are packed on demand. */
    private final int keptBlocks;

    private final boolean unpacked;
    private final int blocksPerArray;
    /** By column: the error of a square. */
    private final double[] errorOfSquare;

    private final double underflow;
    private final double[] norms;
    /** By position: e. */
    public final double[] errors;

    /** By position: n - e - a, rounded. */
    public final float[] lowerNorms;

    /**
     * The rows of a block, packed for products.
     *
     * @param start index of the first value
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Block(float[] rows, int start) {}

    /** @param order the groups of equal rows in the order in which they are to be stored */
    public PackedRows(
            Matrix features,
            DeduplicatedRows distinct,
            int[] order,
            BoundedProducts products,
            Parallelism parallelism) {
        this(features, distinct, order, false, products, 0, parallelism, Long.MAX_VALUE);
    }

    /**
     * Packs all rows, or packs blocks when they are used.
     *
     * @param features the rows, or only the distinct ones in their order
     * @param order the groups of equal rows in the order in which they are to be stored
     * @param inOrder whether {@code features} has only the distinct rows, in that order
     * @param mostBytes keep at most so many bytes of packed rows; the other rows are packed on demand
     */
    public PackedRows(
            Matrix features,
            DeduplicatedRows distinct,
            int[] order,
            boolean inOrder,
            BoundedProducts products,
            Parallelism parallelism,
            long mostBytes) {
        this(features, distinct, order, inOrder, products, 0, parallelism, mostBytes);
    }

    /**
     * Keeps all rows as they are, for products of single rows. Blocks are packed when they are used.
     *
     * @param order the groups of equal rows in the order in which they are to be stored
     * @param ofRows products of single rows, which the bounds cover as well
     */
    public static PackedRows unpacked(
            Matrix features,
            DeduplicatedRows distinct,
            int[] order,
            BoundedProducts products,
            RowProducts ofRows,
            Parallelism parallelism) {
        int roundings = ofRows.roundings(features.columns());
        return new PackedRows(features, distinct, order, false, products, roundings, parallelism, Long.MAX_VALUE);
    }

    /** @param roundings of products of single rows, or 0 if only blocks are multiplied */
    private PackedRows(
            Matrix features,
            DeduplicatedRows distinct,
            int[] order,
            boolean inOrder,
            BoundedProducts products,
            int roundings,
            Parallelism parallelism,
            long mostBytes) {
        this.features = features;
        this.inOrder = inOrder;
        this.distinct = distinct;
        this.products = products;
        this.columns = features.columns();
        int count = distinct.count();
        errorOfSquare = new double[columns];
        Arrays.setAll(
                errorOfSquare,
                k -> 1.01
                        * (BoundedProducts.gamma(Math.max(products.roundings(k, columns), roundings))
                                + 9 * BoundedProducts.UNIT));
        unpacked = roundings > 0;
        underflow = 0x1p-130 * (columns + 1);
        this.order = order;
        norms = new double[count];
        errors = new double[count];
        lowerNorms = new float[count];
        blocksPerArray = (int) Math.max(1, Math.min(blocks(), ARRAY_BYTES / blockBytes(columns)));
        keptBlocks = (int) Math.min(blocks(), mostBytes / blockBytes(columns));
        packed = new float[Math.ceilDiv(keptBlocks, blocksPerArray)][];
        for (int i = 0; i < packed.length; i++) {
            int inArray = Math.min(blocksPerArray, keptBlocks - i * blocksPerArray);
            packed[i] = new float[Math.multiplyExact(inArray * BLOCK, columns)];
        }
        centering = new CenteredRows(features, this::row, distinct);
        parallelism.forEachBlock(blocks(), 1, () -> {
            CenteredRows.Reader reader = centering.reader(features);
            float[] centered = new float[BLOCK * columns];
            return (block, end) -> fill(block, reader, centered);
        });
    }

    /** Returns all groups in an order that is independent of the order of the features. */
    public static int[] scattered(int count) {
        int step = Math.max(1, (int) (count * 0.6180339887));
        while (gcd(step, count) != 1) {
            step++;
        }
        int[] order = new int[count];
        for (int position = 0; position < count; position++) {
            order[position] = (int) ((long) position * step % count);
        }
        return order;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns whether a number of bytes holds all rows packed. */
    public static boolean fit(int rows, int columns, long mostBytes) {
        return Math.ceilDiv(rows, BLOCK) * blockBytes(columns) <= mostBytes;
    }

    private static long blockBytes(int columns) {
        return (long) Float.BYTES * BLOCK * Math.max(columns, 1);
    }

    /** Returns whether the features are only the distinct rows, in the order of the positions. */
    public boolean isInOrder() {
        return inOrder;
    }

    /** Returns the row of the features that is at a position. */
    public int row(int position) {
        return inOrder ? position : distinct.first(order[position]);
    }

    private void fill(int block, CenteredRows.Reader reader, float[] centered) {
        int first = block * BLOCK;
        int end = first + rowsIn(block);
        float[] into = unpacked ? array(block) : centered;
        int start = unpacked ? start(block) : 0;
        Arrays.fill(into, start, start + BLOCK * columns, 0f);
        for (int position = first; position < end; position++) {
            int at = start + (position - first) * columns;
            reader.read(row(position), into, at);
            bound(position, into, at);
        }
        if (block < keptBlocks && !unpacked) {
            products.pack(centered, BLOCK, columns, array(block), start(block));
        }
    }

    /** Stores the bounds of a row. A method of its own, so that the compiler has little to do before it is fast. */
    private void bound(int position, float[] centered, int at) {
        double norm = 0;
        double error = 0;
        for (int k = 0; k < columns; k++) {
            float value = centered[at + k];
            double square = (double) value * value;
            norm += square;
            error += square * errorOfSquare[k];
        }
        norms[position] = norm;
        errors[position] = error;
        lowerNorms[position] = (float) (norm - error - underflow);
    }

    /** Returns a block of unpacked rows. */
    public Block rows(int number) {
        return new Block(array(number), start(number));
    }

    /** Packs a block of unpacked rows. */
    public void pack(int number, float[] into) {
        float[] rows = Arrays.copyOfRange(array(number), start(number), start(number) + BLOCK * columns);
        products.pack(rows, BLOCK, columns, into, 0);
    }

    /** Gives packed blocks to one thread. */
    public final class Packer {
        private final CenteredRows.Reader reader = centering.reader(features);
        private final float[] centered = new float[keptBlocks == blocks() ? 0 : BLOCK * columns];
        private final float[] into = new float[centered.length];

        /** Returns a block that is kept, or packs it into memory that the next call uses again. */
        public Block block(int number) {
            if (number < keptBlocks) {
                return new Block(array(number), start(number));
            }
            Arrays.fill(centered, rowsIn(number) * columns, BLOCK * columns, 0f);
            for (int i = 0; i < rowsIn(number); i++) {
                center(number * BLOCK + i, centered, i * columns);
            }
            products.pack(centered, BLOCK, columns, into, 0);
            return new Block(into, 0);
        }

        /** Stores a row as it is packed. */
        public void center(int position, float[] moved, int at) {
            reader.read(row(position), moved, at);
        }
    }

    /** Returns the number of values of a row. */
    public int columns() {
        return columns;
    }

    /** Returns the squared length of a row as it is packed. */
    public double norm(int position) {
        return norms[position];
    }

    /** Returns the distance of a row to the mean, nearly. */
    public double length(int position) {
        return Math.sqrt(norms[position]) / centering.scale();
    }

    /** Returns the number of rows. */
    public int count() {
        return norms.length;
    }

    /** Returns the number of blocks. */
    public int blocks() {
        return Math.ceilDiv(count(), BLOCK);
    }

    /** Returns how many rows a block has, {@link #BLOCK} except for the last. */
    public int rowsIn(int block) {
        return Math.min(BLOCK, count() - block * BLOCK);
    }

    /** Returns the group of equal rows at a position. */
    public int group(int position) {
        return order[position];
    }

    /** Computes the products of every row of one block with every row of another, {@link #BLOCK} squared values. */
    public void multiply(int blockA, int blockB, float[] into) {
        products.multiply(array(blockA), start(blockA), BLOCK, array(blockB), start(blockB), BLOCK, columns, into);
    }

    private float[] array(int block) {
        return packed[block / blocksPerArray];
    }

    private int start(int block) {
        return block % blocksPerArray * BLOCK * columns;
    }

    /**
     * Returns the largest key of a row whose distance to row {@code of} does not exceed that of another row.
     *
     * @param key the key of the other row
     * @param error e of the other row
     */
    double limit(int of, double key, double error) {
        return key + 2 * (error + errors[of]) + 2 * underflow;
    }

    /** Returns the largest key of a row whose canonical squared distance does not exceed the given one. */
    public double limitOfDistance(int of, double squared) {
        double scaled = squared * centering.scale() * centering.scale();
        return scaled * (1 + 1e-9) - norms[of] + 2 * errors[of] + 2 * underflow;
    }

    /** Returns a lower bound of the canonical distance of row {@code of} to a row with a key. */
    public double leastDistance(int of, double key) {
        return Math.sqrt(Math.max(0, norms[of] - errors[of] + key)) / centering.scale();
    }

    /** Returns an upper bound of the canonical distance of row {@code of} to a row with a key and an error e. */
    public double greatestDistance(int of, double key, double error) {
        return Math.sqrt(Math.max(0, norms[of] + errors[of] + key + 2 * error + 2 * underflow)) / centering.scale();
    }

    /** Rounds a limit up to single precision. */
    public static float up(double limit) {
        return Math.nextUp((float) limit);
    }
}
