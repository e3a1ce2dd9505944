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

/** Times single queries on one core after a warm-up of a few hundred calls. */
final class OneQuery {
    private static final int WARM_UP = 300;
    private static final int TIMED = 1000;
    private static final long WARM_UP_NANOSECONDS = 5_000_000_000L;
    private static final long TIMED_NANOSECONDS = 15_000_000_000L;
    /** Largest number of distances to keep, so that a small gallery is timed with many different queries. */
    private static final int KEPT = 1 << 22;

    private static final int FEWEST = 4;
    private static final int MOST = 100;

    private final DistanceSource distances;

    OneQuery(DistanceSource distances) {
        this.distances = distances;
    }

    /**
     * Times of single calls, without the computation of the distances.
     *
     * @param milliseconds ascending, at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package
    record Latency(double[] milliseconds) {
        /** Returns the smallest time that the given share of calls did not exceed. */
        double percentile(double share) {
            return milliseconds[(int) Math.max(0, Math.ceil(share * milliseconds.length) - 1)];
        }
    }

    /** Times ranking the whole gallery, given the distances. */
    Latency whole(Icfrr icfrr) {
        return first(icfrr, icfrr.gallerySize());
    }

    /** Times finding the first items of the ranking, given the distances to the whole gallery. */
    Latency first(Icfrr icfrr, int count) {
        return time(calls(Math.clamp(KEPT / icfrr.gallerySize(), FEWEST, MOST), row -> {
            double[] own = row.clone();
            return () -> icfrr.rerank(own, count);
        }));
    }

    /** Times ranking a list of the nearest items, given their distances. */
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
