package dev.icfrr.cli.bench;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Synthetic features that behave like embeddings of two domains. Each class has a few modes, noise has a falling
 * spectrum as in trained embeddings, queries are shifted against the gallery, and all have unit length. A row depends
 * only on the seed and its number. The features are outside the Java heap.
 */
final class SyntheticFeatures {
    private static final int MODES = 4;
    private static final double MODE_SPREAD = 0.7;
    private static final double DOMAIN_SHIFT = 0.5;
    /** Number of dimensions after which the spectrum has fallen to half. */
    private static final double SPECTRUM = 32;

    private final BenchInputs inputs;
    private final float[] scales;
    private final float[][] centers;
    private final float[] shift;

    SyntheticFeatures(BenchInputs inputs) {
        this.inputs = inputs;
        scales = scales(inputs.dimensions());
        centers = new float[inputs.classes() * MODES][];
        for (int label = 0; label < inputs.classes(); label++) {
            float[] center = noise(random(0, label), 1);
            for (int mode = 0; mode < MODES; mode++) {
                centers[label * MODES + mode] = plus(center, noise(random(1, label * MODES + mode), MODE_SPREAD));
            }
        }
        shift = noise(random(2, 0), DOMAIN_SHIFT);
    }

    /** The features of queries and gallery, and their classes. */
    @SuppressWarnings("ArrayRecordComponent") // stays within this package
    record Generated(Tensor query, Tensor gallery, long[] queryLabels, long[] galleryLabels) {
        Matrix queryMatrix() {
            return query.asMatrix();
        }

        Matrix galleryMatrix() {
            return gallery.asMatrix();
        }

        Labels labels() {
            return Labels.of(queryLabels, galleryLabels);
        }
    }

    /** @throws IllegalArgumentException if the machine has less memory than the features take */
    static Generated generate(BenchInputs inputs, Parallelism parallelism) {
        long bytes = ((long) inputs.gallery() + inputs.queries()) * inputs.dimensions() * Float.BYTES;
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        if (bytes > memory) {
            throw new IllegalArgumentException("these inputs take " + Bytes.text(bytes) + ", but the machine has "
                    + Bytes.text(memory) + " of memory. Lower --gallery, --queries or --dimensions");
        }
        SyntheticFeatures features = new SyntheticFeatures(inputs);
        return new Generated(
                features.rows(inputs.queries(), features::query, parallelism),
                features.rows(inputs.gallery(), features::galleryItem, parallelism),
                labels(inputs.queries(), inputs.classes()),
                labels(inputs.gallery(), inputs.classes()));
    }

    /** Returns the classes. */
    static Labels labels(BenchInputs inputs) {
        return Labels.of(labels(inputs.queries(), inputs.classes()), labels(inputs.gallery(), inputs.classes()));
    }

    /** Returns the classes of queries or gallery items. */
    static long[] labels(int rows, int classes) {
        long[] labels = new long[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % classes;
        }
        return labels;
    }

    /** Returns the feature of a query. */
    float[] query(int query) {
        return row(query, 3, true);
    }

    /** Returns the feature of a gallery item. */
    float[] galleryItem(int item) {
        return row(item, 4, false);
    }

    private Tensor rows(int rows, IntFunction<float[]> feature, Parallelism parallelism) {
        int columns = inputs.dimensions();
        MemorySegment data = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, (long) rows * columns);
        parallelism.forEachRow(
                rows,
                () -> row -> MemorySegment.copy(
                        feature.apply(row),
                        0,
                        data,
                        ValueLayout.JAVA_FLOAT,
                        (long) row * columns * Float.BYTES,
                        columns));
        return Tensor.view(
                DType.FLOAT32, data, ByteOrder.nativeOrder(), 0, new long[] {rows, columns}, new long[] {columns, 1});
    }

    private float[] row(int row, int stream, boolean shifted) {
        SplittableRandom random = random(stream, row);
        float[] center = centers[row % inputs.classes() * MODES + random.nextInt(MODES)];
        float[] feature = noise(random, inputs.noise() * (0.5 + random.nextDouble()));
        double squares = 0;
        for (int k = 0; k < feature.length; k++) {
            feature[k] += center[k] + (shifted ? shift[k] : 0);
            squares += (double) feature[k] * feature[k];
        }
        float length = (float) Math.sqrt(squares);
        for (int k = 0; k < feature.length; k++) {
            feature[k] = length == 0 ? 0 : feature[k] / length;
        }
        return feature;
    }

    /** Returns a generator for one row of one stream. */
    private SplittableRandom random(int stream, int row) {
        return new SplittableRandom(inputs.seed() * 0x9E3779B97F4A7C15L + ((long) stream << 32) + row);
    }

    private float[] noise(SplittableRandom random, double length) {
        float[] noise = new float[scales.length];
        for (int k = 0; k < noise.length; k++) {
            noise[k] = (float) (length * scales[k] * random.nextGaussian());
        }
        return noise;
    }

    private static float[] plus(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += b[k];
        }
        return sum;
    }

    /** Returns a falling spectrum whose noise has unit length on average. */
    private static float[] scales(int dimensions) {
        float[] scales = new float[dimensions];
        double squares = 0;
        for (int k = 0; k < dimensions; k++) {
            scales[k] = (float) (1 / (1 + k / SPECTRUM));
            squares += (double) scales[k] * scales[k];
        }
        for (int k = 0; k < dimensions; k++) {
            scales[k] /= (float) Math.sqrt(squares);
        }
        return scales;
    }
}
