package dev.icfrr.spark.table;

import dev.icfrr.knn.KnnCandidates;
import java.util.Arrays;

/**
 * Consecutive queries with their candidates.
 *
 * @param queries query indices, ascending
 * @param starts start of each query's candidates, and the end of the last
 * @param items gallery indices
 * @param distances of the query to them
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record QueryBatch(int[] queries, int[] starts, int[] items, double[] distances) {

    public static QueryBatch of(KnnCandidates nearest) {
        double[] distances = nearest.squared().clone();
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Math.sqrt(distances[i]);
        }
        return new QueryBatch(nearest.items(), nearest.starts(), nearest.neighbors(), distances);
    }

    public int size() {
        return queries.length;
    }

    public int[] itemsOf(int index) {
        return Arrays.copyOfRange(items, starts[index], starts[index + 1]);
    }

    public double[] distancesOf(int index) {
        return Arrays.copyOfRange(distances, starts[index], starts[index + 1]);
    }
}
