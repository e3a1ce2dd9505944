package dev.icfrr.baselines;

import dev.icfrr.matrix.Matrix;

/**
 * The symmetric distances among queries and gallery items, (Q+G) x (Q+G), assembled from three parts. Holds a
 * transposed copy of the query–gallery part in double precision.
 */
final class StackedDistances implements Matrix {
    private final Matrix queryQuery;
    private final Matrix queryGallery;
    private final Matrix galleryGallery;
    private final double[][] galleryQuery;

    StackedDistances(Matrix queryQuery, Matrix queryGallery, Matrix galleryGallery) {
        this.queryQuery = queryQuery;
        this.queryGallery = queryGallery;
        this.galleryGallery = galleryGallery;
        this.galleryQuery = new double[queryGallery.columns()][queryGallery.rows()];
        double[] row = new double[queryGallery.columns()];
        for (int query = 0; query < queryGallery.rows(); query++) {
            queryGallery.copyRow(query, row);
            for (int item = 0; item < row.length; item++) {
                galleryQuery[item][query] = row[item];
            }
        }
    }

    @Override
    public int rows() {
        return Math.addExact(queryQuery.rows(), galleryGallery.rows());
    }

    @Override
    public int columns() {
        return rows();
    }

    @Override
    public boolean isSinglePrecision() {
        return false;
    }

    @Override
    public void copyRow(int row, float[] into) {
        double[] wide = new double[columns()];
        copyRow(row, wide);
        for (int i = 0; i < wide.length; i++) {
            into[i] = (float) wide[i];
        }
    }

    @Override
    public void copyRow(int row, double[] into) {
        int queries = queryQuery.rows();
        double[] rest = new double[galleryGallery.columns()];
        if (row < queries) {
            queryQuery.copyRow(row, into);
            queryGallery.copyRow(row, rest);
        } else {
            System.arraycopy(galleryQuery[row - queries], 0, into, 0, queries);
            galleryGallery.copyRow(row - queries, rest);
        }
        System.arraycopy(rest, 0, into, queries, rest.length);
    }
}
