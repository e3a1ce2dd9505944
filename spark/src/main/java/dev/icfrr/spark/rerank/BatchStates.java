package dev.icfrr.spark.rerank;

import dev.icfrr.spark.partition.KeyPartitioner;
import org.apache.spark.api.java.JavaPairRDD;

/**
 * All batches with the neighbor lists that they need.
 *
 * @param queries number of queries
 * @param states by batch, partitioned by {@code byBatch} and sorted
 * @param reranker of all batches
 */
public record BatchStates(
        int queries, JavaPairRDD<Integer, BatchState> states, KeyPartitioner byBatch, BatchReranker reranker) {}
