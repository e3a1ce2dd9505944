package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.table.QueryBatch;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Brings the neighbor lists of voters to the queries. The voters of an iteration are known after the previous one. In
 * each round, every batch of queries runs as far as it can and requests the missing lists of the items in its queries'
 * top. Lists of other items never move.
 */
final class ListGathering {
    private ListGathering() {}

    /** Returns batches with all lists that they need, partitioned by {@code byBatch} and sorted. */
    static JavaPairRDD<Integer, BatchState> gather(
            JavaPairRDD<Integer, QueryBatch> batches,
            ItemLookup<PartialKnnGraph> graph,
            int perItem,
            BatchReranker reranker,
            KeyPartitioner byBatch,
            Consumer<String> log) {
        JavaPairRDD<Integer, BatchState> states = batches.mapToPair(batch ->
                        new Tuple2<>(batch._1(), BatchState.of(batch._2(), PartialKnnGraph.none(perItem), reranker)))
                .persist(StorageLevel.MEMORY_AND_DISK_SER());
        for (int round = 1; ; round++) {
            long missing =
                    states.values().map(state -> (long) state.missing().length).fold(0L, Long::sum);
            if (missing == 0) {
                return states;
            }
            log.accept("round " + round + ": " + missing + " neighbor lists travel, "
                    + Units.bytes(4L * perItem * missing));
            JavaPairRDD<Integer, int[]> questions = states.mapToPair(
                    state -> new Tuple2<>(state._1(), state._2().missing()));
            JavaPairRDD<Integer, BatchState> next = states.zipPartitions(
                            graph.ask(questions, byBatch), (before, lists) -> proceed(before, lists, reranker))
                    .mapPartitionsToPair(answers -> answers, true)
                    .persist(StorageLevel.MEMORY_AND_DISK_SER());
            next.count();
            states.unpersist();
            states = next;
        }
    }

    /** Adds the answers to the states; both are sorted by batch. */
    private static Iterator<Tuple2<Integer, BatchState>> proceed(
            Iterator<Tuple2<Integer, BatchState>> states,
            Iterator<Tuple2<Integer, PartialKnnGraph>> answers,
            BatchReranker reranker) {
        return new Mapped<>(states, state -> {
            if (state._2().missing().length == 0) {
                return state;
            }
            Tuple2<Integer, PartialKnnGraph> answer = answers.next();
            if (!answer._1().equals(state._1())) {
                throw new IllegalStateException("batch " + state._1() + " got the answer of batch " + answer._1());
            }
            PartialKnnGraph lists = state._2().lists().with(answer._2());
            return new Tuple2<>(state._1(), BatchState.of(state._2().batch(), lists, reranker));
        });
    }
}
