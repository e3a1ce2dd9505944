package dev.icfrr.cli.graph;

import dev.icfrr.KnnGraph;
import dev.icfrr.Matrix;
import dev.icfrr.Parallelism;
import dev.icfrr.SelfMatch;
import dev.icfrr.internal.RowSelection;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How long finding neighbors will take on this machine, told from a short trial on some of the rows. */
public final class Calibration {
    /** Smaller galleries take no longer than a trial. */
    private static final int WORTH_A_TRIAL = 20_000;

    private static final int SMALL = 3_000;
    private static final int LARGE = 9_000;
    private static final int DISTANCE_ROWS = 64;

    private Calibration() {}

    /** For {@link KnnGraph#fromFeatures}; empty for small galleries. */
    public static Optional<Duration> ofFeatures(Matrix features, int kg, Parallelism parallelism) {
        if (features.rows() < WORTH_A_TRIAL) {
            return Optional.empty();
        }
        seconds(features, SMALL, kg, parallelism); // for the compiler to warm up
        double small = seconds(features, SMALL, kg, parallelism);
        double large = seconds(features, LARGE, kg, parallelism);
        return Optional.of(Duration.ofMillis(Math.round(1000 * extrapolated(small, large, features.rows()))));
    }

    /** By a law {@code a n^2 + b n}: products for all pairs, ordering for every row. */
    static double extrapolated(double small, double large, double rows) {
        double s = SMALL;
        double l = LARGE;
        double a = Math.max(0, (large / l - small / s) / (l - s));
        double b = Math.max(0, small / s - a * s);
        return a * rows * rows + b * rows;
    }

    private static double seconds(Matrix features, int rows, int kg, Parallelism parallelism) {
        long start = System.nanoTime();
        KnnGraph.fromFeatures(evenly(features, rows), kg, SelfMatch.FIRST, parallelism, null);
        return (System.nanoTime() - start) / 1e9;
    }

    /** For {@link KnnGraph#fromDistances}; empty for small galleries. */
    public static Optional<Duration> ofDistances(Matrix distances, int kg, Parallelism parallelism) {
        if (distances.rows() < WORTH_A_TRIAL) {
            return Optional.empty();
        }
        Matrix some = evenly(distances, 2 * DISTANCE_ROWS);
        RowSelection selection = RowSelection.forRowsOf(some, Math.min(kg, distances.rows() - 1) + 1);
        for (int row = 0; row < DISTANCE_ROWS; row++) {
            selection.nearest(row);
        }
        long start = System.nanoTime();
        for (int row = DISTANCE_ROWS; row < 2 * DISTANCE_ROWS; row++) {
            selection.nearest(row);
        }
        double perRow = (System.nanoTime() - start) / (double) DISTANCE_ROWS;
        return Optional.of(Duration.ofNanos((long) (perRow * distances.rows() / parallelism.threads())));
    }

    /** For people: {@code 40 s}, {@code 7 min}, {@code 3.5 h}. */
    public static String text(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 100) {
            return String.format(Locale.ROOT, seconds < 9.5 ? "%.1f s" : "%.0f s", seconds);
        }
        return seconds < 6000
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** Every so many-th row, so many in all. */
    private static Matrix evenly(Matrix matrix, int rows) {
        int taken = Math.min(rows, matrix.rows());
        int step = Math.max(1, matrix.rows() / Math.max(taken, 1));
        return matrix.selectRows(IntStream.range(0, taken).map(i -> i * step).toArray());
    }
}
