package dev.icfrr.spark.rerank;

import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.table.ItemLabels;
import dev.icfrr.spark.table.RankingRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The last pass: runs all iterations of all queries with the gathered lists, and keeps rankings and metrics. */
final class RankingPass {
    private RankingPass() {}

    static JavaRDD<RankedBatch> of(
            JavaPairRDD<Integer, BatchState> states,
            @Nullable Evaluator judge,
            BatchReranker reranker,
            Ranks ranks,
            int top) {
        if (judge == null) {
            return states.map(state -> of(state._2(), null, null, reranker, ranks, top));
        }
        Broadcast<QueryLabels> queries = judge.queries();
        return states.zipPartitions(
                judge.candidates(),
                (batches, labels) -> judged(batches, labels, queries.value(), reranker, ranks, top));
    }

    private static Iterator<RankedBatch> judged(
            Iterator<Tuple2<Integer, BatchState>> batches,
            Iterator<Tuple2<Integer, ItemLabels>> labels,
            QueryLabels queries,
            BatchReranker reranker,
            Ranks ranks,
            int top) {
        return new Mapped<>(
                batches, batch -> of(batch._2(), queries, labels.next()._2(), reranker, ranks, top));
    }

    private static RankedBatch of(
            BatchState state,
            @Nullable QueryLabels queries,
            @Nullable ItemLabels labels,
            BatchReranker reranker,
            Ranks ranks,
            int top) {
        int last = reranker.parameters().iterations();
        List<RankingRow> rows = new ArrayList<>();
        double[] sums = queries == null ? new double[0] : MetricSums.sums(last);
        for (int index = 0; index < state.batch().size(); index++) {
            reranker.rerank(state.batch(), index, state.lists(), (query, iteration, order) -> {
                if (ranks.include(iteration, last)) {
                    int length = top == 0 ? order.length : Math.min(top, order.length);
                    rows.add(new RankingRow(query, iteration, Arrays.copyOf(order, length)));
                }
                if (queries != null && labels != null) {
                    long label = queries.labels()[query];
                    MetricSums.add(sums, iteration, order, label, labels, queries.relevantTo(query));
                }
            });
        }
        return new RankedBatch(state.batch().size(), rows, sums);
    }
}
