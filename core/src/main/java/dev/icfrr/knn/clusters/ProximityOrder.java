package dev.icfrr.knn.clusters;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.knn.rows.DeduplicatedRows;
import dev.icfrr.knn.rows.PackedRows;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.sort.SortableBits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An order in which each block of rows holds rows near each other. The rows are halved repeatedly along the line
 * through the centers of two clusters of a sample. The order depends only on the features and the seed.
 */
public final class ProximityOrder {
    private static final int SAMPLE = 384;
    private static final int ROUNDS = 4;

    private final Matrix features;
    private final DeduplicatedRows distinct;
    private final long seed;
    private final int[] order;

    private ProximityOrder(Matrix features, DeduplicatedRows distinct, long seed) {
        this.features = features;
        this.distinct = distinct;
        this.seed = seed;
        this.order = new int[distinct.count()];
        Arrays.setAll(order, i -> i);
    }

    /** Rows {@code [first, end)} of the order, a whole number of blocks except at the end. */
    private record Part(int first, int end) {
        int middle() {
            int blocks = Math.ceilDiv(end - first, PackedRows.BLOCK);
            return first + blocks / 2 * PackedRows.BLOCK;
        }

        boolean isBlock() {
            return end - first <= PackedRows.BLOCK;
        }
    }

    /** Returns the groups of equal rows, block by block. */
    public static int[] of(Matrix features, DeduplicatedRows distinct, long seed, Parallelism parallelism) {
        ProximityOrder proximity = new ProximityOrder(features, distinct, seed);
        List<Part> parts = List.of(new Part(0, distinct.count()));
        while (!parts.isEmpty()) {
            List<Part> level = parts.stream().filter(part -> !part.isBlock()).toList();
            parallelism.forEachBlock(level.size(), 1, () -> {
                Splitter splitter = proximity.new Splitter();
                return (part, end) -> splitter.split(level.get(part));
            });
            List<Part> halves = new ArrayList<>();
            for (Part part : level) {
                halves.add(new Part(part.first(), part.middle()));
                halves.add(new Part(part.middle(), part.end()));
            }
            parts = halves;
        }
        return proximity.order;
    }

    private final class Splitter {
        private final FeatureRows rows = new FeatureRows(features);
        private final int stride = rows.stride();
        private final double[] row = new double[stride];

        void split(Part part) {
            double[] direction = direction(part);
            int count = part.end() - part.first();
            long[] keys = new long[count];
            for (int i = 0; i < count; i++) {
                int group = order[part.first() + i];
                load(group, row, 0);
                float projection = (float) dot(direction, row, 0);
                keys[i] = ((long) SortableBits.of(projection) << 32) | group;
            }
            Arrays.sort(keys);
            for (int i = 0; i < count; i++) {
                order[part.first() + i] = (int) keys[i];
            }
        }

        private void load(int group, double[] into, int start) {
            rows.loadUnchecked(distinct.first(group), into, start);
            double scale = 1 / Math.max(distinct.largest(), Double.MIN_NORMAL);
            for (int k = start; k < start + stride; k++) {
                into[k] *= scale;
            }
        }

        /** Returns the direction from the center of one of two clusters of a sample to that of the other. */
        private double[] direction(Part part) {
            SplittableRandom random = new SplittableRandom(seed ^ ((long) part.first() << 32 | part.end()));
            int sampled = Math.min(SAMPLE, part.end() - part.first());
            double[] sample = new double[sampled * stride];
            for (int i = 0; i < sampled; i++) {
                load(order[part.first() + random.nextInt(part.end() - part.first())], sample, i * stride);
            }
            double[] one = Arrays.copyOf(sample, stride);
            double[] other = Arrays.copyOfRange(sample, (sampled - 1) * stride, sampled * stride);
            for (int round = 0; round < ROUNDS; round++) {
                double[] direction = new double[stride];
                double middle = 0;
                for (int k = 0; k < stride; k++) {
                    direction[k] = other[k] - one[k];
                    middle += direction[k] * (other[k] + one[k]) / 2;
                }
                double[] ones = new double[stride];
                double[] others = new double[stride];
                int inOther = 0;
                for (int i = 0; i < sampled; i++) {
                    boolean toOther = dot(direction, sample, i * stride) > middle;
                    double[] sum = toOther ? others : ones;
                    inOther += toOther ? 1 : 0;
                    for (int k = 0; k < stride; k++) {
                        sum[k] += sample[i * stride + k];
                    }
                }
                if (inOther == 0 || inOther == sampled) {
                    return direction;
                }
                for (int k = 0; k < stride; k++) {
                    one[k] = ones[k] / (sampled - inOther);
                    other[k] = others[k] / inOther;
                }
            }
            for (int k = 0; k < stride; k++) {
                other[k] -= one[k];
            }
            return other;
        }

        private double dot(double[] a, double[] b, int start) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            for (int k = 0; k < stride; k += 4) {
                s0 += a[k] * b[start + k];
                s1 += a[k + 1] * b[start + k + 1];
                s2 += a[k + 2] * b[start + k + 2];
                s3 += a[k + 3] * b[start + k + 3];
            }
            return (s0 + s1) + (s2 + s3);
        }
    }
}
