package dev.icfrr.spark.table;

import dev.icfrr.knn.KnnCandidates;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Consecutive queries with their candidates.
 *
 * @param queries query indices, ascending
 * @param starts where each query's candidates start, and as last value where the last one's end
 * @param items gallery indices, ascending within each query; sorted here if they are not
 * @param distances of the query to them
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record QueryBatch(int[] queries, int[] starts, int[] items, double[] distances) implements Serializable {

    public QueryBatch {
        int[] sortedItems = items.clone();
        double[] sortedDistances = distances.clone();
        for (int query = 0; query < queries.length; query++) {
            sort(sortedItems, sortedDistances, starts[query], starts[query + 1]);
        }
        items = sortedItems;
        distances = sortedDistances;
    }

    private static void sort(int[] items, double[] distances, int from, int to) {
        long[] byItem = IntStream.range(from, to)
                .mapToLong(i -> (long) items[i] << Integer.SIZE | (i - from))
                .sorted()
                .toArray();
        double[] unsorted = Arrays.copyOfRange(distances, from, to);
        for (int i = from; i < to; i++) {
            items[i] = (int) (byItem[i - from] >> Integer.SIZE);
            distances[i] = unsorted[(int) byItem[i - from]];
        }
    }

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
