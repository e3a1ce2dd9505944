package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import org.apache.spark.api.java.JavaPairRDD;

/**
 * Approximate neighbor lists.
 *
 * @param lists by run of items
 * @param recall share of true neighbors found for a sample
 * @param sampled size of the sample
 */
public record ApproximateLists(JavaPairRDD<Integer, KnnCandidates> lists, double recall, int sampled) {}
