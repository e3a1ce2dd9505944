package dev.icfrr.benchmarks.loops;

import dev.icfrr.benchmarks.synthetic.RandomFeatures;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Neighbors of a small gallery on all cores, from features and from its distance matrix. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NeighborsBenchmark {
    private static final int GALLERY = 3_000;
    private static final int DIMENSIONS = 256;

    /** Neighbors per item. */
    @Param({"100", "512"})
    public int kg;

    private final Matrix features = RandomFeatures.clustered(GALLERY, DIMENSIONS, 1);
    private Matrix distances = features;

    /** Computes the distance matrix. */
    @Setup
    public void computeDistances() {
        float[] all = new float[GALLERY * GALLERY];
        double[] row = new double[GALLERY];
        DistanceSource.Reader reader =
                DistanceSource.between(features, features).reader();
        for (int item = 0; item < GALLERY; item++) {
            reader.read(item, item + 1, row);
            for (int other = 0; other < GALLERY; other++) {
                all[item * GALLERY + other] = (float) row[other];
            }
        }
        distances = Matrix.of(GALLERY, GALLERY, all);
    }

    /** Finds exact neighbors by bounded products and canonical distances. */
    @Benchmark
    public KnnGraph fromFeatures() {
        return KnnGraph.fromFeatures(features, kg);
    }

    /** Selects neighbors from the rows of the matrix. */
    @Benchmark
    public KnnGraph fromDistances() {
        return KnnGraph.fromDistances(distances, kg);
    }
}
