package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.NeighborLookup;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.rerank.WindowReranker;
import dev.icfrr.spark.table.QueryBatch;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Re-ranks the candidates of queries with the neighbor lists of some items.
 *
 * @param chance present if the vote is multi-scale
 */
record BatchReranker(
        int gallerySize,
        IcfrrParameters parameters,
        @Nullable GalleryChance chance) implements Serializable {

    /**
     * Re-ranks one query of a batch as far as the lists allow.
     *
     * @param sink sees gallery indices, best first, from iteration 0 on
     * @return the items whose lists are missing; empty if the sink saw all iterations
     */
    int[] rerank(QueryBatch batch, int index, PartialKnnGraph lists, RerankSink sink) {
        int[] items = batch.itemsOf(index);
        int[] order = new int[items.length];
        int[] missing = new WindowReranker(parameters)
                .rerankAvailable(
                        batch.distancesOf(index),
                        chance == null
                                ? NeighborLookup.of(lists, gallerySize, items)
                                : NeighborLookup.of(lists, chance.votes(), items),
                        batch.queries()[index],
                        (query, iteration, candidates) -> {
                            for (int rank = 0; rank < order.length; rank++) {
                                order[rank] = items[candidates[rank]];
                            }
                            sink.accept(query, iteration, order);
                        });
        return Arrays.stream(missing).map(candidate -> items[candidate]).toArray();
    }
}
