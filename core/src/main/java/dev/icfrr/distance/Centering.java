package dev.icfrr.distance;

import dev.icfrr.matrix.Matrix;
import java.util.Arrays;

/**
 * Centers features per domain: subtracts the mean of their own domain and scales the result to unit length. This
 * removes the constant part of the gap between the domains before anything is compared.
 *
 * <p>The mean of few queries is uncertain, so it is drawn towards the gallery's: with n queries of mean m_q, fewer than
 * {@value #ENOUGH}, their center is
 *
 * <pre>m_g + n / (n + 10) * (m_q - m_g)</pre>
 *
 * and m_q from {@value #ENOUGH} queries on. Without queries, both domains have the center of the gallery. Sums are in
 * double precision and row order, so results do not depend on threads or machine. Immutable.
 */
public final class Centering {
    /** From so many queries on their mean is taken as it is. */
    private static final int ENOUGH = 50;

    private static final double PRIOR = 10;

    private final double[] galleryCenter;
    private final double[] queryCenter;

    private Centering(double[] galleryCenter, double[] queryCenter) {
        this.galleryCenter = galleryCenter;
        this.queryCenter = queryCenter;
    }

    /**
     * Finds the centers of both domains.
     *
     * @param queries Q x D, finite
     * @param gallery G x D, finite, at least one row
     * @throws IllegalArgumentException if features differ in length or there is no gallery item
     */
    public static Centering of(Matrix queries, Matrix gallery) {
        QueryGalleryDistances.requireSameLength(queries, gallery);
        return of(mean(gallery), mean(queries), queries.rows());
    }

    /**
     * Finds the centers from means that are known.
     *
     * @param galleryMean D values
     * @param queryMean D values; of no meaning without queries
     * @param queries how many queries the mean is of; 0 for none
     */
    public static Centering of(double[] galleryMean, double[] queryMean, long queries) {
        if (galleryMean.length != queryMean.length) {
            throw new IllegalArgumentException(
                    "means of " + galleryMean.length + " and " + queryMean.length + " values do not belong together");
        }
        double share = queries >= ENOUGH ? 1 : queries / (queries + PRIOR);
        double[] center = new double[galleryMean.length];
        for (int k = 0; k < center.length; k++) {
            center[k] = share == 1 ? queryMean[k] : galleryMean[k] + share * (queryMean[k] - galleryMean[k]);
        }
        return new Centering(galleryMean.clone(), center);
    }

    /** Returns the mean of features, D values; zeros without rows. */
    public static double[] mean(Matrix features) {
        double[] sum = new double[features.columns()];
        addTo(sum, features);
        return mean(sum, features.rows());
    }

    /**
     * Adds features to sums in row order. Features in several parts have the mean of the whole, bit for bit, if their
     * parts are added one after the other.
     *
     * @param sum D values
     * @param features any number x D
     */
    public static void addTo(double[] sum, Matrix features) {
        double[] row = new double[sum.length];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            for (int k = 0; k < row.length; k++) {
                sum[k] += row[k];
            }
        }
    }

    /** Returns the mean by the sums of so many features; zeros without rows. */
    public static double[] mean(double[] sum, int rows) {
        return Arrays.stream(sum).map(value -> value / Math.max(1, rows)).toArray();
    }

    /** Returns the centered features of queries, in single precision. */
    public Matrix queries(Matrix queries) {
        return centered(queries, queryCenter);
    }

    /** Returns the centered features of the gallery, in single precision. */
    public Matrix gallery(Matrix gallery) {
        return centered(gallery, galleryCenter);
    }

    /** Returns the centered feature of one query. */
    public float[] query(float[] feature) {
        float[] centered = new float[feature.length];
        queries(Matrix.of(1, feature.length, feature)).copyRow(0, centered);
        return centered;
    }

    private static Matrix centered(Matrix features, double[] center) {
        if (features.columns() != center.length) {
            throw new IllegalArgumentException(
                    "features of " + features.columns() + " values cannot be centered by a mean of " + center.length
                            + ": both must come from the same model");
        }
        float[] values = new float[Math.multiplyExact(features.rows(), features.columns())];
        double[] row = new double[center.length];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            centerRow(row, center, values, i * center.length);
        }
        return Matrix.of(features.rows(), features.columns(), values);
    }

    /** A feature that is its domain's center becomes zeros. */
    private static void centerRow(double[] row, double[] center, float[] into, int start) {
        double squares = 0;
        for (int k = 0; k < row.length; k++) {
            row[k] -= center[k];
            squares += row[k] * row[k];
        }
        double length = Math.sqrt(squares);
        for (int k = 0; k < row.length; k++) {
            into[start + k] = length > 0 ? (float) (row[k] / length) : 0;
        }
    }
}
