package dev.icfrr.spark.rerank;

import dev.icfrr.spark.table.QueryBatch;
import org.apache.spark.api.java.JavaPairRDD;

/**
 * Queries with the gallery items to be ranked for them, in batches of consecutive queries.
 *
 * @param queries how many queries
 * @param batchRows queries per batch
 * @param batches by number, sorted within partitions
 */
public record CandidateBatches(int queries, int batchRows, JavaPairRDD<Integer, QueryBatch> batches) {
    /** What a batch may take in memory, lists included. */
    private static final long BATCH_BYTES = 64L << 20;

    private static final int MOST_QUERIES = 256;

    /** Queries per batch, so that their candidates and lists stay within bounds. */
    public static int batchRows(long candidates, long voters, long perItem) {
        long bytes = 12 * candidates + 4 * 2 * voters * perItem;
        return Math.clamp(BATCH_BYTES / Math.max(bytes, 1), 1, MOST_QUERIES);
    }
}
