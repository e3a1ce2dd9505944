package dev.icfrr.spark.rerank;

import dev.icfrr.spark.table.QueryBatch;
import org.apache.spark.api.java.JavaPairRDD;

/**
 * The candidates of all queries, in batches of consecutive queries.
 *
 * @param queries number of queries
 * @param batchRows queries per batch
 * @param batches by number, sorted within partitions
 */
public record CandidateBatches(int queries, int batchRows, JavaPairRDD<Integer, QueryBatch> batches) {
    /** Limit of the memory of a batch, lists included. */
    private static final long BATCH_BYTES = 64L << 20;

    private static final int MOST_QUERIES = 256;

    /**
     * What votes for each query.
     *
     * @param kq number of top items that vote
     * @param perItem neighbors of each that count
     */
    public record Voters(int kq, int perItem) {
        /** Returns the number of queries per batch, so that their candidates and lists stay within bounds. */
        public int batchRows(int candidates) {
            long bytes = 12L * candidates + 4L * 2 * Math.min(kq, candidates) * perItem;
            return Math.clamp(BATCH_BYTES / Math.max(bytes, 1), 1, MOST_QUERIES);
        }
    }
}
