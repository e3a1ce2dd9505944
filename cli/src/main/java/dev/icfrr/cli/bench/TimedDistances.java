package dev.icfrr.cli.bench;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.parallel.Parallelism;
import java.util.concurrent.atomic.LongAdder;

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
    public Reader reader() {
        Reader reader = distances.reader();
        return (first, end, rows) -> {
            long start = System.nanoTime();
            reader.read(first, end, rows);
            nanoseconds.add(System.nanoTime() - start);
        };
    }
}
