package dev.icfrr.spark.rerank;

import dev.icfrr.spark.partition.Flattened;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.Pairwise;
import dev.icfrr.spark.partition.SortedGroups;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/**
 * Values of all gallery items, spread over machines by runs of items. Batches of queries request the values of a few
 * items. Only requests and answers travel.
 *
 * @param runs by run, partitioned by {@code byRun}
 */
record ItemLookup<T>(JavaPairRDD<Integer, T> runs, KeyPartitioner byRun, Selection<T> selection, Union<T> union) {

    /** Selects the values of some items of a run. */
    @FunctionalInterface
    interface Selection<T> extends Serializable {
        T of(T run, int[] items);
    }

    /** Merges the answers of several runs. */
    interface Union<T> extends BinaryOperator<T>, Serializable {}

    /**
     * Answers the requests of all batches.
     *
     * @param questions the items that each batch requests, ascending
     * @return partitioned by {@code byBatch} and sorted
     */
    JavaPairRDD<Integer, T> ask(JavaPairRDD<Integer, int[]> questions, KeyPartitioner byBatch) {
        Selection<T> select = selection;
        Union<T> unite = union;
        JavaPairRDD<Integer, ItemRequest> requests = questions
                .flatMapToPair(question -> ItemRequest.byRun(question._1(), question._2())
                        .map(request -> new Tuple2<>(request.items()[0] / ItemRuns.ITEMS, request))
                        .iterator())
                .partitionBy(byRun);
        JavaPairRDD<Integer, T> answers = runs.zipPartitions(requests, (held, asked) -> answer(held, asked, select))
                .mapToPair(answer -> answer);
        return answers.repartitionAndSortWithinPartitions(byBatch)
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(group._1(), Pairwise.reduce(group._2(), unite))),
                        true);
    }

    private static <T> Iterator<Tuple2<Integer, T>> answer(
            Iterator<Tuple2<Integer, T>> held, Iterator<Tuple2<Integer, ItemRequest>> asked, Selection<T> select) {
        Map<Integer, List<ItemRequest>> byRun = new HashMap<>();
        asked.forEachRemaining(request ->
                byRun.computeIfAbsent(request._1(), _ -> new ArrayList<>()).add(request._2()));
        return new Flattened<>(
                held,
                run -> new Mapped<>(
                        byRun.getOrDefault(run._1(), List.of()).iterator(),
                        request -> new Tuple2<>(request.from(), select.of(run._2(), request.items()))));
    }
}
