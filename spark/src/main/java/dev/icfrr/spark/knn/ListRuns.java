package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.Pairwise;
import dev.icfrr.spark.partition.SortedGroups;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/** Lists of items found in many places, brought together by runs of consecutive items and merged. */
final class ListRuns {
    private ListRuns() {}

    /** The lists by run. */
    static Iterator<Tuple2<Integer, KnnCandidates>> cut(KnnCandidates lists) {
        List<Tuple2<Integer, KnnCandidates>> cut = new ArrayList<>();
        int[] items = lists.items();
        for (int at = 0; at < items.length; ) {
            int run = items[at] / ItemRuns.ITEMS;
            int end = (int) Math.min(Integer.MAX_VALUE, (run + 1L) * ItemRuns.ITEMS);
            KnnCandidates ofRun = lists.range(items[at], end);
            cut.add(new Tuple2<>(run, ofRun));
            at += ofRun.size();
        }
        return cut.iterator();
    }

    /**
     * Merges the lists of each run, in order of runs.
     *
     * @param keys how many runs there are
     * @param wanted how many neighbors per item at most
     */
    static JavaPairRDD<Integer, KnnCandidates> merge(
            JavaPairRDD<Integer, KnnCandidates> found, long keys, int wanted, int partitions) {
        return found.repartitionAndSortWithinPartitions(KeyPartitioner.inRuns(keys, partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(group._1(), mergeAll(group._2(), wanted))),
                        true);
    }

    static KnnCandidates mergeAll(List<KnnCandidates> lists, int wanted) {
        return Pairwise.reduce(lists, (one, other) -> one.merge(other, wanted));
    }
}
