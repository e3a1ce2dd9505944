package dev.icfrr.cli.bench;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.parallel.Parallelism;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Distances that add the time of reading them to a counter, in nanoseconds. */
record TimedDistances(DistanceSource distances, LongAdder nanoseconds) implements DistanceSource {

    @Override
    public int queries() {
        return distances.queries();
    }

    @Override
    public int gallerySize() {
        return distances.gallerySize();
    }

    @Override
    public DistanceSource select(int[] queries) {
        return new TimedDistances(distances.select(queries), nanoseconds);
    }

    @Override
    public int queriesAtATime(Parallelism parallelism) {
        return distances.queriesAtATime(parallelism);
    }

    @Override
    public long packedBytes(Parallelism parallelism) {
        return distances.packedBytes(parallelism);
    }

    @Override
    public Reader reader() {
        Reader reader = distances.reader();
        return (first, end, rows) -> {
            long start = System.nanoTime();
            reader.read(first, end, rows);
            nanoseconds.add(System.nanoTime() - start);
        };
    }

    /** Counts what is not the time of the worker, whose distances are read between its calls. */
    @Override
    public void forEachBounded(Parallelism parallelism, Supplier<BoundedWorker> worker) {
        distances.forEachBounded(parallelism, () -> {
            BoundedWorker inner = worker.get();
            long[] end = {System.nanoTime()};
            return (query, row) -> {
                nanoseconds.add(System.nanoTime() - end[0]);
                inner.accept(query, row);
                end[0] = System.nanoTime();
            };
        });
    }
}
