package dev.icfrr.spark;

import dev.icfrr.knn.SomeNeighbors;
import dev.icfrr.rerank.CandidateReranker;
import dev.icfrr.rerank.IcfrrParameters;
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
record RerankJob(
        SparkSession session,
        GraphTable graph,
        int perItem,
        IcfrrParameters method,
        int partitions,
        Consumer<String> log) {

    private CandidateReranker reranker() {
        return new CandidateReranker(graph.size(), method);
    }

    private Spread byRun() {
        return Spread.inRuns(ItemRuns.count(graph.size()), partitions);
    }

    /** Brings the neighbor lists to the queries that need them. */
    BatchStates gather(Candidates candidates) {
        Spread byBatch = Spread.inRuns(Math.ceilDiv(candidates.queries(), candidates.batchRows()), partitions);
        Lookup<SomeNeighbors> lists = new Lookup<>(
                graph.runs(perItem, partitions).persist(StorageLevel.MEMORY_AND_DISK_SER()),
                byRun(),
                SomeNeighbors::select,
                SomeNeighbors::with);
        JavaPairRDD<Integer, BatchState> states =
                Reranking.gather(candidates.batches(), lists, perItem, reranker(), byBatch, log);
        return new BatchStates(candidates.queries(), states, byBatch);
    }

    /** Reads labels and brings those of the candidates to the queries. */
    Judge judge(BatchStates states, String queryLabels, String galleryLabels) throws IOException {
        return Judge.of(session, queryLabels, galleryLabels, states, graph.size(), byRun(), log);
    }

    /** Describes the last pass: all iterations of all queries. */
    JavaRDD<RankedBatch> rank(BatchStates states, @Nullable Judge judge, Ranks ranks, int top) {
        return Rankings.of(states.states(), judge, reranker(), ranks, top);
    }
}
