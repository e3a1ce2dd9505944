package dev.icfrr.cli.input;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.NotFiniteException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file and position of a NaN or infinite value that stopped a run, because the code that found it knows
 * neither the file nor, if queries were sampled, the row.
 */
public final class NotFinite {
    private NotFinite() {}

    /** Work that may fail on such a value. */
    @FunctionalInterface
    public interface Work {
        /** Runs the work. */
        void run() throws IOException;
    }

    /**
     * Runs work on the inputs.
     *
     * @throws IOException with the file, row and column if a value in it is NaN or infinite
     */
    public static void named(RerankInput input, Work work) throws IOException {
        try {
            work.run();
        } catch (NotFiniteException e) {
            find(input.queryName(), input.query(), e);
            if (input.hasGallery()) {
                find(input.galleryName(), input.gallery(), e);
            }
            throw e;
        }
    }

    /**
     * Checks a matrix that is changed before it is used.
     *
     * @throws IOException with the file, row and column if a value is NaN or infinite
     */
    static void require(String path, Matrix matrix) throws IOException {
        find(path, matrix, null);
    }

    private static void find(String path, Matrix matrix, @Nullable NotFiniteException cause) throws IOException {
        double[] values = new double[matrix.columns()];
        for (int row = 0; row < matrix.rows(); row++) {
            matrix.copyRow(row, values);
            for (int column = 0; column < values.length; column++) {
                if (!Double.isFinite(values[column])) {
                    throw new IOException(
                            "%s: row %d, column %d holds %s. Distances and features must be finite"
                                    .formatted(path, row, column, values[column]),
                            cause);
                }
            }
        }
    }
}
