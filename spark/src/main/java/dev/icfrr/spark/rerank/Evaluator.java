package dev.icfrr.spark.rerank;

import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.table.ItemLabels;
import dev.icfrr.spark.table.LabelTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Labels, to evaluate rankings with.
 *
 * @param queries labels of all queries, and the number of gallery items with each
 * @param candidates labels of the candidates of each batch, partitioned and sorted like the batches
 */
public record Evaluator(Broadcast<QueryLabels> queries, JavaPairRDD<Integer, ItemLabels> candidates) {

    static Evaluator of(
            SparkSession session,
            String queryPath,
            String galleryPath,
            BatchStates states,
            int size,
            KeyPartitioner byRun,
            Consumer<String> log)
            throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        int queries = states.queries();
        long[] ofQueries = new long[queries];
        LabelTable.runs(session, queryPath, queries, KeyPartitioner.inRuns(ItemRuns.count(queries), 64))
                .values()
                .collect()
                .forEach(run -> System.arraycopy(run.labels(), 0, ofQueries, run.items()[0], run.labels().length));
        JavaPairRDD<Integer, ItemLabels> gallery =
                LabelTable.runs(session, galleryPath, size, byRun).persist(StorageLevel.MEMORY_AND_DISK_SER());
        long[] classes = Arrays.stream(ofQueries).distinct().sorted().toArray();
        Broadcast<long[]> wanted = context.broadcast(classes);
        Map<Long, Integer> counts = gallery.values()
                .flatMap(run -> Arrays.stream(run.labels())
                        .filter(label -> Arrays.binarySearch(wanted.value(), label) >= 0)
                        .iterator())
                .mapToPair(label -> new Tuple2<>(label, 1))
                .reduceByKey(Integer::sum)
                .collectAsMap();
        log.accept("broadcast the labels of " + queries + " queries, of " + classes.length
                + " classes, and how many gallery items each class has");
        ItemLookup<ItemLabels> lookup = new ItemLookup<>(gallery, byRun, ItemLabels::select, ItemLabels::with);
        JavaPairRDD<Integer, int[]> questions = states.states()
                .mapToPair(state -> new Tuple2<>(
                        state._1(),
                        Arrays.stream(state._2().batch().items())
                                .sorted()
                                .distinct()
                                .toArray()));
        return new Evaluator(
                context.broadcast(new QueryLabels(
                        ofQueries,
                        classes,
                        Arrays.stream(classes)
                                .mapToInt(label -> counts.getOrDefault(label, 0))
                                .toArray())),
                lookup.ask(questions, states.byBatch()));
    }
}
