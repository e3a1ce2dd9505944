package dev.icfrr.spark.knn;

import dev.icfrr.advice.AgreementCounts;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterSelection;
import dev.icfrr.distance.RowOrder;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.ItemFeatures;
import dev.icfrr.spark.table.QueryBatch;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * K and the weights of the multi-scale vote, chosen from plain lists. The rankings of up to
 * {@value InitialRankings#MOST} queries, or the lists of as many items, are collected and broadcast. The choice equals
 * that of one machine, bit for bit.
 */
final class ChosenK {
    private ChosenK() {}

    /**
     * Chooses.
     *
     * @param lists by run, each item itself included
     * @param perItem neighbors of the lists that count, the item itself excluded
     * @param gallery features that the lists were made from
     * @param queries their features, or null to take gallery items for queries
     */
    static MultiscaleAdvice of(
            JavaPairRDD<Integer, KnnCandidates> lists,
            int perItem,
            DistributedFeatures gallery,
            @Nullable DistributedFeatures queries) {
        int size = gallery.size();
        int length = Math.min(perItem, MultiscaleAdvice.listLength(size));
        int[][] rankings = queries == null ? ofItems(lists, size, length) : ofQueries(queries, gallery, length);
        Broadcast<int[][]> broadcast =
                JavaSparkContext.fromSparkContext(lists.context()).broadcast(rankings);
        long[] counts = lists.values()
                .mapPartitions(runs -> {
                    AgreementCounts agreement =
                            new AgreementCounts(size, length, InitialRankings.of(broadcast.value()));
                    long[] sum = agreement.count(PartialKnnGraph.none(length));
                    runs.forEachRemaining(run -> add(sum, agreement.count(plain(run, length))));
                    return List.of(sum).iterator();
                })
                .treeReduce(ChosenK::add);
        return new AgreementCounts(size, length, InitialRankings.of(rankings)).choose(counts);
    }

    private static long[] add(long[] sum, long[] more) {
        Arrays.setAll(sum, i -> sum[i] + more[i]);
        return sum;
    }

    private static PartialKnnGraph plain(KnnCandidates run, int length) {
        int[] neighbors = new int[Math.multiplyExact(run.size(), length)];
        for (int i = 0; i < run.size(); i++) {
            System.arraycopy(run.neighbors(i, length, SelfMatch.INDEX), 0, neighbors, i * length, length);
        }
        return PartialKnnGraph.of(run.items(), length, neighbors);
    }

    private static int[][] ofItems(JavaPairRDD<Integer, KnnCandidates> lists, int size, int length) {
        int[] drawn = InitialRankings.draw(size, ParameterSelection.SEED);
        TreeMap<Integer, int[]> byItem = new TreeMap<>();
        lists.values()
                .flatMap(run -> IntStream.range(0, run.size())
                        .filter(i -> Arrays.binarySearch(drawn, run.items()[i]) >= 0)
                        .mapToObj(i -> new Tuple2<>(run.items()[i], run.neighbors(i, length, SelfMatch.INDEX)))
                        .iterator())
                .collect()
                .forEach(list -> byItem.put(list._1(), list._2()));
        return byItem.values().toArray(int[][]::new);
    }

    /** Ranks by distance, not by squared distance: the root can make two distances equal, and the index decides. */
    private static int[][] ofQueries(DistributedFeatures queries, DistributedFeatures gallery, int depth) {
        ItemFeatures drawn =
                new FeatureSampler(queries).of(InitialRankings.draw(queries.size(), ParameterSelection.SEED));
        Broadcast<ItemFeatures> broadcast =
                FeatureSampler.context(gallery.blocks()).broadcast(drawn);
        for (int window = Math.min(gallery.size(), 2 * Math.max(depth, 1)); ; window = twice(window, gallery.size())) {
            int listed = window;
            KnnCandidates nearest = gallery.blocks()
                    .values()
                    .map(block -> KnnCandidates.ofQueries(
                            broadcast.value().items(), broadcast.value().matrix(), block.asGalleryPart(), listed))
                    .treeReduce((one, other) -> one.merge(other, listed));
            QueryBatch batch = QueryBatch.of(nearest);
            int[][] tops = new int[batch.size()][];
            boolean complete = true;
            for (int query = 0; query < tops.length; query++) {
                int[] items = batch.itemsOf(query);
                double[] distances = batch.distancesOf(query);
                int[] order = new RowOrder(items.length).ascending(distances);
                tops[query] = Arrays.stream(order, 0, depth).map(i -> items[i]).toArray();
                complete &= window == gallery.size()
                        || depth == 0
                        || distances[order[depth - 1]] < distances[order[items.length - 1]];
            }
            if (complete) {
                return tops;
            }
        }
    }

    private static int twice(int window, int size) {
        return (int) Math.min(size, 2L * window);
    }
}
