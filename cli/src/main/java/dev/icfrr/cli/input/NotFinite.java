package dev.icfrr.cli.input;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.matrix.NotFiniteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Names the file and place of a value that is no number, once it has stopped a run: what stopped knows neither the file
 * nor, where queries were drawn, the row in it.
 */
public final class NotFinite {
    private NotFinite() {}

    /** What may stumble on a value. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws IOException;
    }

    /**
     * Does work on what was read.
     *
     * @throws IOException with the file, row and column if a value in it is NaN or infinite
     */
    public static void named(RerankInput input, Work work) throws IOException {
        try {
            work.run();
        } catch (NotFiniteException e) {
            List<Path> paths = input.paths();
            find(paths.getFirst(), input.query(), e);
            if (input.isFromFeatures() || input.graph().isEmpty()) {
                find(paths.get(1), input.gallery(), e);
            }
            throw e;
        }
    }

    private static void find(Path path, Matrix matrix, NotFiniteException cause) throws IOException {
        double[] values = new double[matrix.columns()];
        for (int row = 0; row < matrix.rows(); row++) {
            matrix.copyRow(row, values);
            for (int column = 0; column < values.length; column++) {
                if (!Double.isFinite(values[column])) {
                    throw new IOException(
                            "%s: row %d, column %d holds %s: distances and features must be finite"
                                    .formatted(path, row, column, values[column]),
                            cause);
                }
            }
        }
    }
}
