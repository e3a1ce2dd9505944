package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.rerank.CandidateReranker;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.spark.table.QueryBatch;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A batch of queries with the neighbor lists it holds and those it lacks to continue.
 *
 * @param missing gallery indices, ascending; empty when all queries can run all iterations
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record BatchState(QueryBatch batch, PartialKnnGraph lists, int[] missing) {

    /** Runs iterations as far as the lists allow. */
    static BatchState of(QueryBatch batch, PartialKnnGraph lists, CandidateReranker reranker) {
        int[] missing = IntStream.range(0, batch.size())
                .flatMap(query -> Arrays.stream(rerank(reranker, batch, lists, query, (_, _, _) -> {})))
                .distinct()
                .sorted()
                .toArray();
        return new BatchState(batch, lists, missing);
    }

    static int[] rerank(
            CandidateReranker reranker, QueryBatch batch, PartialKnnGraph lists, int index, RerankSink sink) {
        return reranker.rerank(batch.itemsOf(index), batch.distancesOf(index), lists, batch.queries()[index], sink);
    }
}
