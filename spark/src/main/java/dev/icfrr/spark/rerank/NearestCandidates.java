package dev.icfrr.spark.rerank;

import dev.icfrr.spark.knn.BlockSize;
import dev.icfrr.spark.knn.QueryNeighborLists;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.DomainCenters;
import dev.icfrr.spark.table.FeatureSource;
import dev.icfrr.spark.table.GraphTable;
import java.util.Locale;
import java.util.function.Consumer;

/** The candidates of queries: their nearest gallery items. */
public final class NearestCandidates {
    private NearestCandidates() {}

    /**
     * Describes a search. Features are centered if those of the graph were.
     *
     * @param window number of candidates per query
     * @param partitions upper bound of the number of tasks per stage; changes no result
     * @throws IllegalArgumentException if features and graph do not belong together
     */
    public static CandidateBatches find(
            FeatureSource queries,
            FeatureSource gallery,
            GraphTable graph,
            int window,
            CandidateBatches.Voters voters,
            int partitions,
            Consumer<String> log) {
        int size = gallery.shape().size();
        int columns = gallery.shape().columns();
        if (size != graph.size()) {
            throw new IllegalArgumentException(
                    "the gallery holds " + size + " items, and the graph " + graph.name() + " is of " + graph.size());
        }
        if (queries.shape().columns() != columns) {
            throw new IllegalArgumentException("queries have " + queries.shape().columns()
                    + " values per feature and gallery items " + columns + ": both must come from the same model");
        }
        int batchRows = voters.batchRows(window);
        log.accept(String.format(
                Locale.ROOT,
                "%,d queries, the nearest %,d of %,d gallery items each; %d queries per batch",
                queries.shape().size(),
                window,
                size,
                batchRows));
        int cores = graph.table().sparkSession().sparkContext().defaultParallelism();
        DistributedFeatures asking = queries.read(QueryNeighborLists.QUERY_BLOCK, partitions);
        DistributedFeatures asked = gallery.read(BlockSize.of(size, columns, cores), partitions);
        if (graph.header().centered()) {
            log.accept(
                    "sums features in row order to center them, as those of the graph; nothing but sums is collected");
            DomainCenters centers = DomainCenters.of(asked).with(asking);
            asking = centers.queries(asking);
            asked = centers.gallery(asked);
        }
        return new CandidateBatches(
                queries.shape().size(),
                batchRows,
                QueryNeighborLists.find(asking, asked, window, batchRows, partitions));
    }
}
