package dev.icfrr.advice;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.distance.PrincipalComponents;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * An experimental check of features, without labels: does re-ranking by one half of what the features say agree with
 * the other half? The principal components of the gallery are dealt by pairs into the halves A and B. Queries are
 * ranked and re-ranked by A with the parameters of the run. Both rankings are judged by B:
 *
 * <pre>mean over depths and queries of (mean distance of the row - d_B(query, item)) / standard deviation of the
 * row</pre>
 *
 * over the first 32, 64, 128 and 256 items, at most a quarter of the gallery. Three draws, both directions. The margins
 * are thin, so the check advises and decides nothing.
 *
 * @param difference of the re-ranked to the initial rankings, in standard deviations
 */
public record SplitHalfCheck(double difference) {
    /** Below this difference re-ranking is likely to harm. */
    public static final double HARM = -0.01;

    private static final int MOST_COMPONENTS = 400;
    private static final int DRAWS = 3;
    private static final int[] DEPTHS = {32, 64, 128, 256};

    /**
     * Checks features of up to {@link InitialRankings#MOST} queries.
     *
     * @param queries Q x D, at least one
     * @param gallery G x D, at least one
     * @param parameters to re-rank with, none automatic
     */
    public static SplitHalfCheck of(
            Matrix queries, Matrix gallery, ParameterRequest parameters, Parallelism parallelism) {
        PrincipalComponents components = PrincipalComponents.of(gallery, MOST_COMPONENTS, parallelism);
        float[][] galleryRows = components.project(gallery, parallelism);
        int[] drawn = InitialRankings.draw(queries.rows(), ParameterSelection.SEED);
        float[][] all = components.project(queries, parallelism);
        float[][] queryRows = Arrays.stream(drawn).mapToObj(query -> all[query]).toArray(float[][]::new);
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            boolean[] inA = halves(components.count(), ParameterSelection.SEED + draw);
            Half a = new Half(part(queryRows, inA, true), part(galleryRows, inA, true));
            Half b = new Half(part(queryRows, inA, false), part(galleryRows, inA, false));
            sum += difference(a, b, parameters, parallelism) + difference(b, a, parameters, parallelism);
        }
        return new SplitHalfCheck(sum / (2 * DRAWS));
    }

    /** Returns whether re-ranking is likely to harm. */
    public boolean predictsHarm() {
        return difference < HARM;
    }

    /** Returns the verdict in one line. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "split halves %+.3f: re-ranking is %s (below %.2f it is likely to harm)",
                difference,
                predictsHarm() ? "likely to harm" : "not likely to harm",
                HARM);
    }

    private record Half(Matrix queries, Matrix gallery) {}

    private static boolean[] halves(int components, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] inA = new boolean[components];
        for (int first = 0; first < components; first += 2) {
            boolean firstInA = random.nextBoolean();
            inA[first] = firstInA;
            if (first + 1 < components) {
                inA[first + 1] = !firstInA;
            }
        }
        return inA;
    }

    private static Matrix part(float[][] rows, boolean[] inA, boolean wanted) {
        float[][] part = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            float[] values = new float[inA.length];
            int count = 0;
            for (int k = 0; k < inA.length; k++) {
                if (inA[k] == wanted) {
                    values[count++] = rows[i][k];
                }
            }
            // One value at least, for features of a single component.
            part[i] = Arrays.copyOf(values, Math.max(1, count));
        }
        return Matrix.ofRows(part);
    }

    /** Ranks by one half and judges by the other. */
    private static double difference(Half by, Half judge, ParameterRequest parameters, Parallelism parallelism) {
        int size = by.gallery().rows();
        int[] depths = depths(size);
        int deepest = depths[depths.length - 1];
        int queries = by.queries().rows();
        int[][] initial = new int[queries][];
        int[][] last = new int[queries][];
        KnnGraph lists = GalleryNeighbors.ofFeatures(by.gallery(), parameters.selfMatch(), parallelism)
                .lists(parameters);
        Icfrr icfrr = new Icfrr(lists, parameters.method());
        icfrr.rerankAll(
                DistanceSource.between(by.queries(), by.gallery()),
                (query, iteration, order) -> {
                    if (iteration == 0) {
                        initial[query] = Arrays.copyOf(order, deepest);
                    }
                    if (iteration == icfrr.iterations()) {
                        last[query] = Arrays.copyOf(order, deepest);
                    }
                },
                parallelism);
        double[] differences = new double[queries];
        DistanceSource.between(judge.queries(), judge.gallery())
                .forEachRow(
                        parallelism,
                        () -> (query, row) -> differences[query] =
                                score(row, size, last[query], depths) - score(row, size, initial[query], depths));
        return Arrays.stream(differences).sum() / queries;
    }

    private static int[] depths(int size) {
        TreeSet<Integer> depths = new TreeSet<>();
        for (int depth : DEPTHS) {
            depths.add(Math.clamp(size / 4, 1, depth));
        }
        return depths.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double score(double[] row, int size, int[] order, int[] depths) {
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += row[i] / size;
        }
        double variance = 0;
        for (int i = 0; i < size; i++) {
            variance += (row[i] - mean) * (row[i] - mean) / size;
        }
        if (!(variance > 0)) {
            return 0;
        }
        double total = 0;
        double sum = 0;
        int item = 0;
        for (int depth : depths) {
            for (; item < depth; item++) {
                sum += mean - row[order[item]];
            }
            total += sum / depth;
        }
        return total / depths.length / Math.sqrt(variance);
    }
}
