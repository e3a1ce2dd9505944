package dev.icfrr.benchmarks.loops;

import dev.icfrr.benchmarks.synthetic.RandomFeatures;
import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Ranking;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/**
 * One query on one thread, with the queries in turn: the initial sort alone, and with one and five iterations. The
 * differences are the cost of an iteration.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RerankBenchmark {
    private static final int QUERIES = 64;
    private static final int DIMENSIONS = 64;
    private static final int CANDIDATES = 1_000;

    /** Gallery items. */
    @Param({"4000", "28000"})
    public int gallery;

    /** Neighbors per item and voters. */
    @Param({"100", "512"})
    public int kgAndKq;

    private final double[][] distances = new double[QUERIES][];
    private final int[][] candidates = new int[QUERIES][];
    private final double[][] candidateDistances = new double[QUERIES][];
    private int turn;
    private Icfrr initial = icfrr(KnnGraph.fromFeatures(Matrix.of(1, 1, new float[1]), 1), 0);
    private Icfrr one = initial;
    private Icfrr five = initial;

    /** Draws features, and computes neighbors and the distances of the queries. */
    @Setup
    public void draw() {
        Matrix items = RandomFeatures.clustered(gallery, DIMENSIONS, 1);
        Matrix queries = RandomFeatures.clustered(QUERIES, DIMENSIONS, 2);
        KnnGraph graph = KnnGraph.fromFeatures(items, kgAndKq);
        initial = icfrr(graph, 0);
        one = icfrr(graph, 1);
        five = icfrr(graph, 5);
        DistanceSource.Reader reader = DistanceSource.between(queries, items).reader();
        for (int query = 0; query < QUERIES; query++) {
            double[] row = new double[gallery];
            reader.read(query, query + 1, row);
            distances[query] = row;
            candidates[query] = initial.rerank(row, CANDIDATES).toArray();
            candidateDistances[query] = IntStream.of(candidates[query])
                    .mapToDouble(item -> row[item])
                    .toArray();
        }
    }

    private Icfrr icfrr(KnnGraph graph, int iterations) {
        return new Icfrr(
                graph, IcfrrParameters.DEFAULTS.withKq(Math.max(1, kgAndKq)).withIterations(iterations));
    }

    private double[] next() {
        turn = (turn + 1) % QUERIES;
        return distances[turn];
    }

    /** Sorts by distance. */
    @Benchmark
    public Ranking initialOrder() {
        return initial.rerank(next());
    }

    /** Sorts by distance and runs one iteration. */
    @Benchmark
    public Ranking oneIteration() {
        return one.rerank(next());
    }

    /** Sorts by distance and runs five iterations. */
    @Benchmark
    public Ranking fiveIterations() {
        return five.rerank(next());
    }

    /** Runs five iterations over the nearest 1,000 items. */
    @Benchmark
    public Ranking fiveIterationsOfCandidates() {
        next();
        return five.rerankCandidates(candidates[turn], candidateDistances[turn]);
    }
}
