package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.spark.log.Units;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.table.GraphTable;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Re-ranking with a graph that is spread over machines.
 *
 * @param perItem neighbors per item that count
 * @param partitions upper bound of the number of tasks per stage; changes no result
 */
public record RerankJob(
        SparkSession session,
        GraphTable graph,
        int perItem,
        IcfrrParameters method,
        int partitions,
        Consumer<String> log) {

    private BatchReranker reranker(JavaPairRDD<Integer, PartialKnnGraph> runs) {
        if (!method.vote().isMultiscale()) {
            return new BatchReranker(graph.size(), method, null);
        }
        log.accept("counts the lists that hold each item and broadcasts the votes of chance, "
                + Units.bytes(4L * graph.size()));
        return new BatchReranker(graph.size(), method, GalleryChance.of(runs, graph.size(), method));
    }

    private KeyPartitioner byRun() {
        return KeyPartitioner.inRuns(ItemRuns.count(graph.size()), partitions);
    }

    /** Brings the neighbor lists to the queries that need them. */
    public BatchStates gather(CandidateBatches candidates) {
        KeyPartitioner byBatch =
                KeyPartitioner.inRuns(Math.ceilDiv(candidates.queries(), candidates.batchRows()), partitions);
        JavaPairRDD<Integer, PartialKnnGraph> runs =
                graph.runs(perItem, partitions).persist(StorageLevel.MEMORY_AND_DISK_SER());
        BatchReranker reranker = reranker(runs);
        ItemLookup<PartialKnnGraph> lists =
                new ItemLookup<>(runs, byRun(), PartialKnnGraph::select, PartialKnnGraph::with);
        JavaPairRDD<Integer, BatchState> states =
                ListGathering.gather(candidates.batches(), lists, perItem, reranker, byBatch, log);
        return new BatchStates(candidates.queries(), states, byBatch, reranker);
    }

    /** Reads labels and brings those of the candidates to the queries. */
    public Evaluator judge(BatchStates states, String queryLabels, String galleryLabels) throws IOException {
        return Evaluator.of(session, queryLabels, galleryLabels, states, graph.size(), byRun(), log);
    }

    /** Describes the last pass: all iterations of all queries. */
    public JavaRDD<RankedBatch> rank(BatchStates states, @Nullable Evaluator judge, Ranks ranks, int top) {
        return RankingPass.of(states.states(), judge, states.reranker(), ranks, top);
    }
}
