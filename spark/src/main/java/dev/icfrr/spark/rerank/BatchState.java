package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.rerank.CandidateReranker;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.spark.table.QueryBatch;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A batch of queries on its way: which neighbor lists it has, and which it lacks to go on.
 *
 * @param missing gallery indices, ascending; none when all its queries can go through all iterations
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record BatchState(QueryBatch batch, PartialKnnGraph lists, int[] missing) {

    /** Goes as far as the lists reach. */
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
