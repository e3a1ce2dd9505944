package dev.icfrr.spark;

import dev.icfrr.rerank.CandidateReranker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The last pass: all iterations of all queries with the lists gathered, written down and measured. */
final class Rankings {
    private Rankings() {}

    /** What becomes of a batch: the rankings to be written, and sums of the metrics of its queries, none without labels. */
    static final class OfBatch {
        private int queries;
        private List<RankingRow> rows = new ArrayList<>();
        private double[] sums = {};

        int queries() {
            return queries;
        }

        List<RankingRow> rows() {
            return rows;
        }

        double[] sums() {
            return sums;
        }
    }

    static JavaRDD<OfBatch> of(
            JavaPairRDD<Integer, BatchState> states,
            @Nullable Judge judge,
            CandidateReranker reranker,
            RerankJob.Ranks ranks,
            int top) {
        if (judge == null) {
            return states.map(state -> of(state._2(), null, null, reranker, ranks, top));
        }
        Broadcast<Judge.QueryLabels> queries = judge.queries();
        return states.zipPartitions(
                judge.candidates(),
                (batches, labels) -> judged(batches, labels, queries.value(), reranker, ranks, top));
    }

    private static Iterator<OfBatch> judged(
            Iterator<Tuple2<Integer, BatchState>> batches,
            Iterator<Tuple2<Integer, SomeLabels>> labels,
            Judge.QueryLabels queries,
            CandidateReranker reranker,
            RerankJob.Ranks ranks,
            int top) {
        return new Mapped<>(
                batches, batch -> of(batch._2(), queries, labels.next()._2(), reranker, ranks, top));
    }

    private static OfBatch of(
            BatchState state,
            Judge.@Nullable QueryLabels queries,
            @Nullable SomeLabels labels,
            CandidateReranker reranker,
            RerankJob.Ranks ranks,
            int top) {
        OfBatch result = new OfBatch();
        result.queries = state.batch().size();
        result.sums = queries == null
                ? new double[0]
                : Measures.sums(reranker.parameters().iterations());
        for (int index = 0; index < state.batch().size(); index++) {
            BatchState.rerank(reranker, state.batch(), state.lists(), index, (query, iteration, order) -> {
                if (ranks == RerankJob.Ranks.ALL
                        || (ranks == RerankJob.Ranks.LAST
                                && iteration == reranker.parameters().iterations())) {
                    int length = top == 0 ? order.length : Math.min(top, order.length);
                    result.rows.add(new RankingRow(query, iteration, Arrays.copyOf(order, length)));
                }
                if (queries != null && labels != null) {
                    long label = queries.labels()[query];
                    Measures.add(result.sums, iteration, order, label, labels, queries.relevantTo(query));
                }
            });
        }
        return result;
    }
}
