package dev.icfrr.cli.bench;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.TopKSelector;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** How long one query alone takes on one core once the same call has been made a few hundred times. */
final class OneQuery {
    private static final int WARM_UP = 300;
    private static final int TIMED = 1000;
    private static final long WARM_UP_NANOSECONDS = 5_000_000_000L;
    private static final long TIMED_NANOSECONDS = 15_000_000_000L;
    /** Distances kept at a time in all, so that many different queries of a small gallery take turns. */
    private static final int KEPT = 1 << 22;

    private static final int FEWEST = 4;
    private static final int MOST = 100;

    private final DistanceSource distances;

    OneQuery(DistanceSource distances) {
        this.distances = distances;
    }

    /**
     * Times of single calls; getting the distances is not counted.
     *
     * @param milliseconds ascending, at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package
    record Latency(double[] milliseconds) {
        /** The least time that the given share of calls did not exceed. */
        double percentile(double share) {
            return milliseconds[(int) Math.max(0, Math.ceil(share * milliseconds.length) - 1)];
        }
    }

    /** From the distances to the whole gallery to the ranking of the whole gallery. */
    Latency whole(Icfrr icfrr) {
        return first(icfrr, icfrr.gallerySize());
    }

    /** From the distances to the whole gallery to the first items of its ranking. */
    Latency first(Icfrr icfrr, int count) {
        return time(calls(Math.clamp(KEPT / icfrr.gallerySize(), FEWEST, MOST), row -> {
            double[] own = row.clone();
            return () -> icfrr.rerank(own, count);
        }));
    }

    /** From a list of the nearest items and their distances to its ranking. */
    Latency candidates(Icfrr icfrr, int count) {
        int taken = Math.min(count, icfrr.gallerySize());
        return time(calls(MOST, row -> {
            int[] items = TopKSelector.forRowsOf(Matrix.of(1, row.length, row), taken)
                    .nearest(0)
                    .clone();
            double[] distances =
                    Arrays.stream(items).mapToDouble(item -> row[item]).toArray();
            return () -> icfrr.rerankCandidates(items, distances);
        }));
    }

    private List<Runnable> calls(int most, Function<double[], Runnable> call) {
        List<Runnable> calls = new ArrayList<>();
        int[] taken = IntStream.range(0, Math.min(most, distances.queries())).toArray();
        distances.select(taken).forEachRow(new Parallelism(1), () -> (_, row) -> calls.add(call.apply(row)));
        return calls;
    }

    private static Latency time(List<Runnable> calls) {
        long end = System.nanoTime() + WARM_UP_NANOSECONDS;
        for (int i = 0; i < WARM_UP && System.nanoTime() < end; i++) {
            calls.get(i % calls.size()).run();
        }
        end = System.nanoTime() + TIMED_NANOSECONDS;
        double[] milliseconds = new double[TIMED];
        int count = 0;
        while (count < TIMED && (count == 0 || System.nanoTime() < end)) {
            long start = System.nanoTime();
            calls.get(count % calls.size()).run();
            milliseconds[count++] = (System.nanoTime() - start) / 1e6;
        }
        double[] taken = Arrays.copyOf(milliseconds, count);
        Arrays.sort(taken);
        return new Latency(taken);
    }
}
