package dev.icfrr.benchmarks.loops;

import dev.icfrr.benchmarks.synthetic.RandomFeatures;
import dev.icfrr.kernel.BlockDistances;
import dev.icfrr.kernel.BoundedProducts;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.kernel.Selection;
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

/** The kernels on one block of 192 x 192 rows: single-precision products, canonical distances, selection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
    private static final int ROWS = 192;

    /** Values per feature. */
    @Param({"256", "768"})
    public int dimensions;

    private final Kernels kernels = Kernels.get();
    private float[] unpacked = {};
    private float[] packedA = {};
    private float[] packedB = {};
    private final float[] products = new float[ROWS * ROWS];
    private double[] a = {};
    private double[] b = {};
    private final double[] squared = new double[ROWS * ROWS];
    private final float[] keys = new float[ROWS + Selection.SLACK];
    private final int[] positions = new int[ROWS + Selection.SLACK];
    private final float[] addends = RandomFeatures.gaussian(ROWS, 3);

    /** Draws features and packs them. */
    @Setup
    public void draw() {
        unpacked = RandomFeatures.gaussian(ROWS * dimensions, 1);
        float[] other = RandomFeatures.gaussian(ROWS * dimensions, 2);
        BoundedProducts filter = kernels.products();
        packedA = new float[ROWS * dimensions];
        packedB = new float[ROWS * dimensions];
        filter.pack(unpacked, ROWS, dimensions, packedA, 0);
        filter.pack(other, ROWS, dimensions, packedB, 0);
        filter.multiply(packedA, 0, ROWS, packedB, 0, ROWS, dimensions, products);
        int stride = CanonicalDistances.stride(dimensions);
        a = new double[ROWS * stride];
        b = new double[ROWS * stride];
        for (int row = 0; row < ROWS; row++) {
            for (int k = 0; k < dimensions; k++) {
                a[row * stride + k] = unpacked[row * dimensions + k];
                b[row * stride + k] = other[row * dimensions + k];
            }
        }
    }

    /** Computes 192 x 192 products of packed rows. */
    @Benchmark
    public float[] filterProducts() {
        kernels.products().multiply(packedA, 0, ROWS, packedB, 0, ROWS, dimensions, products);
        return products;
    }

    /** Packs 192 rows. */
    @Benchmark
    public float[] packing() {
        kernels.products().pack(unpacked, ROWS, dimensions, packedA, 0);
        return packedA;
    }

    /** Computes 192 x 192 canonical distances. */
    @Benchmark
    public double[] canonicalDistances() {
        kernels.distances().squared(a, ROWS, b, ROWS, CanonicalDistances.stride(dimensions), squared, 0, ROWS);
        return squared;
    }

    /** The same for a block of queries and a gallery, packing included. */
    @Benchmark
    public double[] blockDistances() {
        BlockDistances blocks = kernels.blockDistances(CanonicalDistances.stride(dimensions));
        blocks.block(a, ROWS);
        blocks.squared(b, ROWS, squared, 0, ROWS);
        return squared;
    }

    /** Selects about 2 % of 192 rows of 192 products. */
    @Benchmark
    public int selection() {
        float limit = (float) (-4 * Math.sqrt(dimensions));
        int found = 0;
        for (int row = 0; row < ROWS; row++) {
            found += kernels.selection().ofRow(products, row * ROWS, ROWS, addends, 0, limit, 0, keys, positions, 0);
        }
        return found;
    }
}
