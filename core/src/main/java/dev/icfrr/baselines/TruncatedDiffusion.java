package dev.icfrr.baselines;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/**
 * Solutions of {@code (I - alpha S) x = e_i} for every item i, each restricted to the item's nearest items. S is the
 * symmetrically normalized affinity matrix of mutual neighbors. Holds N x truncation single-precision numbers and as
 * many neighbors.
 */
final class TruncatedDiffusion {
    /** The tolerance of the public code. */
    private static final double TOLERANCE = 1e-6;

    private static final int MOST_ITERATIONS = 20;

    private final KnnGraph graph;
    private final int length;
    private final float[][] solutions;

    private TruncatedDiffusion(KnnGraph graph, int length) {
        this.graph = graph;
        this.length = length;
        this.solutions = new float[graph.size()][];
    }

    /**
     * Solves the systems of all items.
     *
     * @param truncation items per system, including the item itself
     * @param kd neighbors with an affinity, including the item itself
     * @param gamma exponent of the cosine
     * @param alpha reach of the diffusion, between 0 and 1
     */
    static TruncatedDiffusion solve(
            PairwiseDistances items, int truncation, int kd, double gamma, double alpha, Parallelism parallelism) {
        int length = Math.min(truncation, items.size());
        int near = Math.min(Math.min(kd, truncation), items.size()) - 1;
        KnnGraph graph = items.neighbors(Math.max(length - 1, 1), parallelism);
        SparseRows affinities = affinities(items, graph, near, gamma, parallelism);
        scale(affinities, items.size(), alpha);
        TruncatedDiffusion diffusion = new TruncatedDiffusion(graph, length);
        parallelism.forEachRow(items.size(), () -> {
            LocalSystem system = new LocalSystem(items.size(), length);
            int[] ids = new int[length];
            return item -> {
                for (int i = 0; i < length; i++) {
                    ids[i] = diffusion.id(item, i);
                }
                diffusion.solutions[item] = system.solve(ids, affinities);
            };
        });
        return diffusion;
    }

    /** Returns the number of entries of a solution. */
    int length() {
        return length;
    }

    /** Returns the item of entry i of an item's solution. */
    int id(int item, int i) {
        return i == 0 ? item : graph.neighbor(item, i - 1);
    }

    /** Returns entry i of an item's solution. */
    float value(int item, int i) {
        return solutions[item][i];
    }

    /** Scales every solution to length 1. */
    void normalize(Parallelism parallelism) {
        parallelism.forEachRow(solutions.length, () -> item -> {
            double sum = 0;
            for (float value : solutions[item]) {
                sum += (double) value * value;
            }
            double norm = Math.sqrt(sum);
            for (int i = 0; i < length; i++) {
                solutions[item][i] = (float) (solutions[item][i] / norm);
            }
        });
    }

    /** Returns the solutions of items from {@code first} on by column: by the item of an entry. */
    Columns columns(int first) {
        return new Columns(this, first);
    }

    /** Entries by column; row 0 is the first row taken. */
    static final class Columns {
        private final int[] starts;
        private final int[] rows;
        private final float[] entries;

        private Columns(TruncatedDiffusion diffusion, int first) {
            int size = diffusion.solutions.length;
            starts = new int[size + 1];
            for (int item = first; item < size; item++) {
                for (int i = 0; i < diffusion.length; i++) {
                    starts[diffusion.id(item, i) + 1]++;
                }
            }
            for (int column = 0; column < size; column++) {
                starts[column + 1] = Math.addExact(starts[column + 1], starts[column]);
            }
            rows = new int[starts[size]];
            entries = new float[rows.length];
            int[] next = Arrays.copyOf(starts, size);
            for (int item = first; item < size; item++) {
                for (int i = 0; i < diffusion.length; i++) {
                    int at = next[diffusion.id(item, i)]++;
                    rows[at] = item - first;
                    entries[at] = diffusion.value(item, i);
                }
            }
        }

        /** Adds {@code factor} times a column to {@code into}, by row. */
        void addProducts(int column, double factor, double[] into) {
            for (int at = starts[column]; at < starts[column + 1]; at++) {
                into[rows[at]] += factor * entries[at];
            }
        }
    }

    private static SparseRows affinities(
            PairwiseDistances items, KnnGraph graph, int near, double gamma, Parallelism parallelism) {
        SparseRows affinities = new SparseRows(items.size());
        parallelism.forEachRow(items.size(), () -> {
            PairwiseDistances.Reader reader = items.reader();
            return item -> {
                int[] mutual = new int[near];
                int count = 0;
                for (int i = 0; i < near; i++) {
                    int other = graph.neighbor(item, i);
                    for (int j = 0; j < near; j++) {
                        if (graph.neighbor(other, j) == item) {
                            mutual[count++] = other;
                            break;
                        }
                    }
                }
                int[] ids = Arrays.copyOf(mutual, count);
                Arrays.sort(ids);
                double[] values = new double[count];
                reader.toSome(item, ids, count, values);
                for (int i = 0; i < count; i++) {
                    values[i] = Math.pow(Math.max(1 - values[i] / 2, 0), gamma);
                }
                affinities.set(item, ids, values);
            };
        });
        return affinities;
    }

    /** Replaces the affinities A by {@code alpha * D^-1/2 A D^-1/2}. */
    private static void scale(SparseRows affinities, int size, double alpha) {
        double[] roots = new double[size];
        for (int item = 0; item < size; item++) {
            roots[item] = Math.sqrt(Arrays.stream(affinities.values(item)).sum() + 1e-12);
        }
        for (int item = 0; item < size; item++) {
            int[] ids = affinities.ids(item);
            double[] values = affinities.values(item);
            for (int i = 0; i < ids.length; i++) {
                values[i] *= alpha / (roots[item] * roots[ids[i]]);
            }
        }
    }

    /** A linear system of a few items, solved by conjugate gradients; scratch memory of one thread. */
    private static final class LocalSystem {
        private final int[] places;
        private final int[] starts;
        private int[] columns = new int[0];
        private double[] entries = new double[0];
        private final double[] x;
        private final double[] residual;
        private final double[] direction;
        private final double[] image;

        LocalSystem(int size, int length) {
            places = new int[size];
            Arrays.fill(places, -1);
            starts = new int[length + 1];
            x = new double[length];
            residual = new double[length];
            direction = new double[length];
            image = new double[length];
        }

        float[] solve(int[] ids, SparseRows scaled) {
            restrict(ids, scaled);
            conjugateGradients();
            float[] solution = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                solution[i] = (float) x[i];
            }
            return solution;
        }

        private void restrict(int[] ids, SparseRows scaled) {
            int most = 0;
            for (int i = 0; i < ids.length; i++) {
                places[ids[i]] = i;
                most += scaled.ids(ids[i]).length;
            }
            if (columns.length < most) {
                columns = new int[most];
                entries = new double[most];
            }
            int at = 0;
            for (int i = 0; i < ids.length; i++) {
                int[] rowIds = scaled.ids(ids[i]);
                double[] rowValues = scaled.values(ids[i]);
                for (int j = 0; j < rowIds.length; j++) {
                    if (places[rowIds[j]] >= 0) {
                        columns[at] = places[rowIds[j]];
                        entries[at++] = rowValues[j];
                    }
                }
                starts[i + 1] = at;
            }
            for (int id : ids) {
                places[id] = -1;
            }
        }

        /** Solves for the right-hand side (1, 0, 0, ...), starting from zero. */
        private void conjugateGradients() {
            Arrays.fill(x, 0);
            Arrays.fill(residual, 0);
            residual[0] = 1;
            System.arraycopy(residual, 0, direction, 0, x.length);
            double square = 1;
            for (int iteration = 0; iteration < MOST_ITERATIONS && Math.sqrt(square) > TOLERANCE; iteration++) {
                double curvature = 0;
                for (int i = 0; i < x.length; i++) {
                    double sum = direction[i];
                    for (int j = starts[i]; j < starts[i + 1]; j++) {
                        sum -= entries[j] * direction[columns[j]];
                    }
                    image[i] = sum;
                    curvature += sum * direction[i];
                }
                double step = square / curvature;
                double next = 0;
                for (int i = 0; i < x.length; i++) {
                    x[i] += step * direction[i];
                    residual[i] -= step * image[i];
                    next += residual[i] * residual[i];
                }
                double keep = next / square;
                for (int i = 0; i < x.length; i++) {
                    direction[i] = residual[i] + keep * direction[i];
                }
                square = next;
            }
        }
    }
}
