package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.spark.partition.ItemRuns;
import dev.icfrr.spark.table.ItemFeatures;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** Completes lists that are too short, and estimates the recall, by comparing a few items with the whole gallery. */
final class ListCompletion {
    private static final int RECALL_SAMPLE = 256;
    /** Limit of the number of items with too short a list. */
    private static final int MOST_SHORT = 1 << 14;

    private final FeatureSampler gallery;
    private final int wanted;
    private final Consumer<String> log;

    ListCompletion(FeatureSampler gallery, int wanted, Consumer<String> log) {
        this.gallery = gallery;
        this.wanted = wanted;
        this.log = log;
    }

    /** Replaces lists that are too short by exact ones. */
    JavaPairRDD<Integer, KnnCandidates> complete(JavaPairRDD<Integer, KnnCandidates> lists) {
        int needed = wanted;
        int[] shortItems = lists
                .values()
                .map(run -> shortLists(run, needed))
                .filter(items -> items.length > 0)
                .take(MOST_SHORT + 1)
                .stream()
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        if (shortItems.length > MOST_SHORT) {
            throw new IllegalArgumentException("more than " + MOST_SHORT + " items met fewer than " + wanted
                    + " others: use more --probes or fewer --cells");
        }
        if (shortItems.length == 0) {
            return lists;
        }
        log.accept(shortItems.length + " items met fewer than " + wanted
                + " others and are compared with the whole gallery; their features are broadcast");
        Broadcast<KnnCandidates> broadcast = gallery.broadcast(exact(gallery.of(shortItems)));
        return lists.mapToPair(run -> {
            int end = (int) Math.min(Integer.MAX_VALUE, (run._1() + 1L) * ItemRuns.ITEMS);
            KnnCandidates more = broadcast.value().range(run._1() * ItemRuns.ITEMS, end);
            return new Tuple2<>(run._1(), more.size() == 0 ? run._2() : run._2().merge(more, needed));
        });
    }

    /** Returns the nearest items of a sample of the items. */
    KnnCandidates nearestOfSample(long seed) {
        return exact(gallery.draw(RECALL_SAMPLE, seed));
    }

    /** Adds the recall on a sample. */
    ApproximateLists withRecall(JavaPairRDD<Integer, KnnCandidates> lists, long seed) {
        ItemFeatures sample = gallery.draw(RECALL_SAMPLE, seed);
        return new ApproximateLists(lists, recall(lists, exact(sample)), sample.size());
    }

    private static int[] shortLists(KnnCandidates run, int needed) {
        return IntStream.range(0, run.size())
                .filter(i -> run.starts()[i + 1] - run.starts()[i] < needed)
                .map(i -> run.items()[i])
                .toArray();
    }

    /** Finds the nearest items of a few items by comparing these with the whole gallery. */
    private KnnCandidates exact(ItemFeatures few) {
        Broadcast<ItemFeatures> broadcast = gallery.broadcast(few);
        int listed = wanted;
        return gallery.features()
                .blocks()
                .values()
                .map(block -> KnnCandidates.ofQueries(
                        broadcast.value().items(), broadcast.value().matrix(), block.asGalleryPart(), listed))
                .treeReduce((one, other) -> one.merge(other, listed));
    }

    private double recall(JavaPairRDD<Integer, KnnCandidates> lists, KnnCandidates truth) {
        Broadcast<KnnCandidates> broadcast = gallery.broadcast(truth);
        long hits = lists.values().map(run -> hits(run, broadcast.value())).fold(0L, Long::sum);
        return (double) hits / truth.neighbors().length;
    }

    /** Counts the found items that are no farther than the farthest true neighbor. */
    private static long hits(KnnCandidates run, KnnCandidates truth) {
        long hits = 0;
        for (int i = 0; i < truth.size(); i++) {
            int at = Arrays.binarySearch(run.items(), truth.items()[i]);
            double farthest = truth.squared()[truth.starts()[i + 1] - 1];
            for (int n = at < 0 ? 0 : run.starts()[at]; at >= 0 && n < run.starts()[at + 1]; n++) {
                hits += run.squared()[n] <= farthest ? 1 : 0;
            }
        }
        return hits;
    }
}
