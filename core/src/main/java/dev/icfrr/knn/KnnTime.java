package dev.icfrr.knn;

import dev.icfrr.distance.TopKSelector;
import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.exact.ProjectedRows;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Estimates how long finding neighbors will take on this machine from a short trial on some of the rows. */
public final class KnnTime {
    /** Smaller galleries take no longer than the trial. */
    private static final int WORTH_A_TRIAL = 20_000;

    private static final int TRIAL = 9_000;
    private static final int WARM_UP = 3_000;
    private static final int PRODUCT_ROWS = 192;
    private static final double PRODUCT_SECONDS = 0.2;
    private static final int DISTANCE_ROWS = 64;

    private KnnTime() {}

    /** Estimates {@link KnnGraphBuilder#exact}; empty for small galleries, which take no longer than the trial. */
    public static Optional<Duration> ofFeatures(Matrix features, int kg, Parallelism parallelism) {
        if (features.rows() < WORTH_A_TRIAL) {
            return Optional.empty();
        }
        seconds(features, WARM_UP, kg, parallelism);
        double trial = seconds(features, TRIAL, kg, parallelism);
        double pair = secondsPerPair(features.columns(), parallelism) * shareOfPairs(features, kg, parallelism);
        return Optional.of(Duration.ofMillis(Math.round(1000 * extrapolated(trial, pair, features.rows()))));
    }

    /**
     * Returns the seconds for a gallery: the products of all pairs and the rest of the trial for every row. The
     * products are timed by themselves, because they dominate in a large gallery and hardly show in the trial.
     *
     * @param trial seconds that the trial took
     * @param pair seconds per product of two rows, all threads together
     */
    static double extrapolated(double trial, double pair, double rows) {
        double rest = Math.max(0, trial - pair * TRIAL * TRIAL / 2) / TRIAL;
        return pair * rows * rows / 2 + rest * rows;
    }

    private static double secondsPerPair(int columns, Parallelism parallelism) {
        BoundedProducts products = Kernels.get().products();
        float[] rows = new float[PRODUCT_ROWS * columns];
        LongAdder done = new LongAdder();
        long start = System.nanoTime();
        parallelism.forEachBlock(parallelism.threads(), 1, () -> {
            float[] into = new float[PRODUCT_ROWS * PRODUCT_ROWS];
            return (_, _) -> {
                while (System.nanoTime() - start < 1e9 * PRODUCT_SECONDS) {
                    products.multiply(rows, 0, PRODUCT_ROWS, rows, 0, PRODUCT_ROWS, columns, into);
                    done.increment();
                }
            };
        });
        return (System.nanoTime() - start) / 1e9 / done.sum() / PRODUCT_ROWS / PRODUCT_ROWS;
    }

    /** Returns the share of the time of all products that bounds of projected rows leave. */
    private static double shareOfPairs(Matrix features, int kg, Parallelism parallelism) {
        Matrix some = evenly(features, ProjectedRows.LEAST_ROWS);
        int wanted = (int) Math.ceil((double) kg * some.rows() / features.rows());
        DeduplicatedRows distinct = DeduplicatedRows.of(some, parallelism);
        int[] order = PackedRows.scattered(distinct.count());
        return ProjectedRows.choose(some, distinct, order, wanted, Kernels.get().products())
                .map(ProjectedRows.Choice::cost)
                .orElse(1.0);
    }

    private static double seconds(Matrix features, int rows, int kg, Parallelism parallelism) {
        long start = System.nanoTime();
        KnnGraphBuilder.of(kg).withParallelism(parallelism).exact(evenly(features, rows));
        return (System.nanoTime() - start) / 1e9;
    }

    /** Estimates {@link KnnGraphBuilder#fromDistances}; empty for small galleries. */
    public static Optional<Duration> ofDistances(Matrix distances, int kg, Parallelism parallelism) {
        if (distances.rows() < WORTH_A_TRIAL) {
            return Optional.empty();
        }
        Matrix some = evenly(distances, 2 * DISTANCE_ROWS);
        TopKSelector selection = TopKSelector.forRowsOf(some, Math.min(kg, distances.rows() - 1) + 1);
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

    /** Returns evenly spaced rows, so many in all. */
    private static Matrix evenly(Matrix matrix, int rows) {
        int taken = Math.min(rows, matrix.rows());
        int step = Math.max(1, matrix.rows() / Math.max(taken, 1));
        return matrix.selectRows(IntStream.range(0, taken).map(i -> i * step).toArray());
    }
}
