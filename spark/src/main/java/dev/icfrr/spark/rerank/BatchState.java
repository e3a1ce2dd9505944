package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.spark.table.QueryBatch;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A batch of queries with the neighbor lists it has, and the items whose lists it needs to go on.
 *
 * @param missing gallery indices, ascending; empty when all queries can run all iterations
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
public record BatchState(QueryBatch batch, PartialKnnGraph lists, int[] missing) implements Serializable {

    /** Re-ranks as far as the lists allow. */
    static BatchState of(QueryBatch batch, PartialKnnGraph lists, BatchReranker reranker) {
        int[] missing = IntStream.range(0, batch.size())
                .flatMap(query -> Arrays.stream(reranker.rerank(batch, query, lists, (_, _, _) -> {})))
                .distinct()
                .sorted()
                .toArray();
        return new BatchState(batch, lists, missing);
    }
}
