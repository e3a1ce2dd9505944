package example;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.search.FlatSearch;
import java.util.Arrays;
import java.util.Random;

/**
 * Re-ranks the nearest gallery items of one query. The features are random points around ten centers; the query lies
 * between its own center and another one, as a sketch lies between domains.
 */
public final class RerankCandidates {
    private static final int CLASSES = 10;
    private static final int PER_CLASS = 40;
    private static final int LENGTH = 32;

    private RerankCandidates() {}

    public static void main(String[] arguments) {
        Random random = new Random(1);
        float[][] centers = new float[CLASSES][LENGTH];
        for (float[] center : centers) {
            for (int i = 0; i < LENGTH; i++) {
                center[i] = (float) random.nextGaussian();
            }
        }
        float[] features = new float[CLASSES * PER_CLASS * LENGTH];
        for (int item = 0; item < CLASSES * PER_CLASS; item++) {
            for (int i = 0; i < LENGTH; i++) {
                features[item * LENGTH + i] = centers[item / PER_CLASS][i] + 0.9f * (float) random.nextGaussian();
            }
        }
        float[] query = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            query[i] = 0.55f * centers[0][i] + 0.45f * centers[1][i] + 0.5f * (float) random.nextGaussian();
        }

        Matrix gallery = Matrix.of(CLASSES * PER_CLASS, LENGTH, features);
        Parallelism parallelism = Parallelism.allCores();
        double[] distances = new double[gallery.rows()];
        new FlatSearch(gallery, parallelism).distances(query, distances);
        Icfrr icfrr = MultiscaleAdvice.reranker(gallery, parallelism);
        Ranking after = icfrr.rerank(distances, PER_CLASS);

        System.out.println("relevant among the first " + PER_CLASS + ": before " + relevantByDistance(distances)
                + ", after " + Arrays.stream(after.toArray()).filter(item -> item < PER_CLASS).count());
    }

    private static long relevantByDistance(double[] distances) {
        Integer[] order = new Integer[distances.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(distances[a], distances[b]));
        return Arrays.stream(order).limit(PER_CLASS).filter(item -> item < PER_CLASS).count();
    }
}
