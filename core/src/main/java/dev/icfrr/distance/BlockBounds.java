package dev.icfrr.distance;

import dev.icfrr.kernel.BlockProducts;
import dev.icfrr.matrix.Matrix;

/**
 * Bounded distances between features in single precision: a block of queries at a time, and then one query after the
 * other. One object serves one thread.
 *
 * <p>With D values per feature, u half the distance from 1 to the next double, and S the squared sum of the lengths of
 * both features, the squared distance by norms and a product differs from the true one by at most
 * {@code (D + 4) * u * S}, and the canonical one by less. Terms of higher order are covered by generous constants.
 */
final class BlockBounds implements BoundedDistances {
    private static final double HALF_UNIT = 0x1p-53;

    /** A squared distance below this part of S has lost too many digits. */
    private static final double LEAST_PART = 0x1p-12;

    /** Queries that may need all canonical distances, which cost far more than bounds save. */
    private static final int MOST_GIVEN = 16;

    private static final int MOST_GIVEN_SHARE = 16;

    private final Matrix queries;
    private final int size;
    private final int columns;
    private final BlockProducts products;
    private final GalleryPanels panels;
    private final FeatureRows queryRows;
    private final GalleryRows galleryRows;
    private final float[] queryRow;
    private final int[] item = new int[1];
    private final double[] found = new double[1];
    private double[] queryBlock = new double[0];
    private double scale;
    private double[] padded = new double[0];
    private double[] block = {};
    private int query = -1;
    private int row;
    private int paddedQuery = -1;
    private int ranked;
    private int given;

    /** @param panels those of the gallery */
    BlockBounds(Matrix queries, Matrix gallery, BlockProducts products, GalleryPanels panels) {
        this.queries = queries;
        this.products = products;
        this.panels = panels;
        size = gallery.rows();
        columns = gallery.columns();
        queryRows = new FeatureRows(queries);
        galleryRows = new GalleryRows(gallery);
        queryRow = new float[columns];
    }

    /**
     * Computes the squared distances of queries {@code [first, end)}.
     *
     * @param into room for {@code (end - first) x G}; must not change until the next call
     */
    void read(int first, int end, double[] into) {
        block = into;
        int stride = queryRows.stride();
        if (queryBlock.length < (end - first) * stride) {
            queryBlock = new double[Math.multiplyExact(end - first, stride)];
        }
        queryRows.load(first, end, queryBlock);
        products.block(queryBlock, end - first, stride);
        int most = products.panelRows();
        for (int item = 0; item < size; item += most) {
            products.squared(panels.startingAt(item), Math.min(most, size - item), into, item, size);
        }
    }

    /**
     * Moves on to a query of the block that was read last.
     *
     * @param row the query's place in the block
     */
    void moveTo(int newQuery, int row) {
        query = newQuery;
        this.row = row;
        double lengths = Math.sqrt(products.squaredLength(row)) + Math.sqrt(panels.largestSquaredLength());
        scale = lengths * lengths * (1 + 0x1p-20);
        ranked++;
    }

    /** Returns whether so many queries needed all canonical distances that bounds are no gain. */
    boolean areNoGain() {
        return given > MOST_GIVEN && given > ranked / MOST_GIVEN_SHARE;
    }

    @Override
    public void copyNegated(double[] into) {
        products.copyNegatedRoots(block, row * size, size, into);
    }

    @Override
    public boolean areCanonical() {
        return false;
    }

    @Override
    public double leastBounded() {
        return Math.sqrt(LEAST_PART * scale);
    }

    @Override
    public double error(double least) {
        double ofSquare = 2.5 * (columns + 16) * HALF_UNIT * scale;
        return ofSquare / (2 * Math.sqrt(least * least - 2 * ofSquare)) + 4 * HALF_UNIT * Math.sqrt(scale);
    }

    @Override
    public double canonical(int wanted) {
        item[0] = wanted;
        galleryRows.squared(query(), item, 0, 1, found);
        return Math.sqrt(found[0]);
    }

    @Override
    public double[] canonical() {
        given++;
        double[] all = new double[size];
        galleryRows.squared(query(), 0, size, all);
        for (int i = 0; i < size; i++) {
            all[i] = Math.sqrt(all[i]);
        }
        return all;
    }

    private double[] query() {
        if (paddedQuery != query) {
            queries.copyRow(query, queryRow);
            padded = galleryRows.query(queryRow);
            paddedQuery = query;
        }
        return padded;
    }
}
