package dev.icfrr.spark.rerank;

import dev.icfrr.spark.table.RankingRow;
import java.io.Serializable;
import java.util.List;

/**
 * The result of a batch of queries.
 *
 * @param queries number of queries
 * @param rows rankings to write
 * @param sums metrics summed over the queries; empty without labels
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record RankedBatch(int queries, List<RankingRow> rows, double[] sums) implements Serializable {}
