package dev.icfrr.spark;

import java.util.List;

/**
 * The result of a batch of queries.
 *
 * @param queries number of queries
 * @param rows rankings to write
 * @param sums metrics summed over the queries; empty without labels
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
record RankedBatch(int queries, List<RankingRow> rows, double[] sums) {}
