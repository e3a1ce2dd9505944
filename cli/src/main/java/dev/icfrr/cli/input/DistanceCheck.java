package dev.icfrr.cli.input;

import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Path;

/** Refuses matrices of similarities, in which a larger value means nearer. Looks at some rows at equal steps. */
final class DistanceCheck {
    private static final int ROWS = 32;
    /** Rounding makes distances of equal items slightly negative in some programs. */
    private static final double ROUNDING = 1e-3;

    private static final String CONVERT =
            " Convert them to distances first: for cosine similarities s, sqrt(2 - 2 * s), "
                    + "in Python numpy.sqrt(numpy.maximum(0, 2 - 2 * s)). Or save query_features and gallery_features "
                    + "and use --source features.";

    private DistanceCheck() {}

    /**
     * Checks the distances of queries to the gallery.
     *
     * @throws IOException if there are negative values
     */
    static void requireDistances(Path path, Matrix matrix) throws IOException {
        rows(path, matrix, false);
    }

    /**
     * Checks the distances among gallery items.
     *
     * @throws IOException if there are negative values, or if every item is farthest from itself
     */
    static void requireGalleryDistances(Path path, Matrix matrix) throws IOException {
        if (rows(path, matrix, true)) {
            throw new IOException(
                    path + ": the diagonal holds the largest value of each row. These are similarities, not distances."
                            + CONVERT);
        }
    }

    /** Returns whether the diagonal is the largest value, above others, in all rows that were looked at. */
    private static boolean rows(Path path, Matrix matrix, boolean square) throws IOException {
        int count = Math.min(ROWS, matrix.rows());
        double[] row = new double[matrix.columns()];
        boolean similar = square && count > 0;
        for (int i = 0; i < count; i++) {
            int index = (int) ((long) i * matrix.rows() / count);
            matrix.copyRow(index, row);
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (double value : row) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            if (least < -ROUNDING * Math.max(Math.abs(most), Math.abs(least)) && Double.isFinite(least)) {
                throw new IOException(path + ": row " + index + " holds negative values, down to " + least
                        + ". Distances are 0 or more, smaller means nearer." + CONVERT);
            }
            similar &= square && row[index] == most && least < most;
        }
        return similar;
    }
}
