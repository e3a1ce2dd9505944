package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.partition.KeyPartitioner;
import dev.icfrr.spark.partition.Mapped;
import dev.icfrr.spark.partition.MergedByKey;
import dev.icfrr.spark.partition.Pairwise;
import dev.icfrr.spark.partition.SortedGroups;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/** Merges lists of one item that were found in many tasks, run by run. */
final class ListRuns {
    private ListRuns() {}

    /** Cuts lists into runs. */
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
     * @param size number of items of the gallery
     * @param wanted largest number of neighbors per item
     */
    static JavaPairRDD<Integer, KnnCandidates> merge(
            JavaPairRDD<Integer, KnnCandidates> found, int size, int wanted, int partitions) {
        return found.repartitionAndSortWithinPartitions(KeyPartitioner.inRuns(ItemRuns.count(size), partitions))
                .mapPartitionsToPair(
                        sorted -> new Mapped<>(
                                new SortedGroups<>(sorted),
                                group -> new Tuple2<>(group._1(), mergeAll(group._2(), wanted))),
                        true);
    }

    /**
     * Merges the lists of two data sets of {@link #merge}, run by run.
     *
     * @param some lists; may lack runs
     */
    static JavaPairRDD<Integer, KnnCandidates> mergeRuns(
            JavaPairRDD<Integer, KnnCandidates> all, JavaPairRDD<Integer, KnnCandidates> some, int wanted) {
        return all.zipPartitions(
                        some,
                        (Iterator<Tuple2<Integer, KnnCandidates>> one,
                                Iterator<Tuple2<Integer, KnnCandidates>> other) -> new Mapped<>(
                                new SortedGroups<>(new MergedByKey<>(one, other)),
                                group -> new Tuple2<>(group._1(), mergeAll(group._2(), wanted))))
                .mapToPair(run -> run);
    }

    static KnnCandidates mergeAll(List<KnnCandidates> lists, int wanted) {
        return Pairwise.reduce(lists, (one, other) -> one.merge(other, wanted));
    }
}
