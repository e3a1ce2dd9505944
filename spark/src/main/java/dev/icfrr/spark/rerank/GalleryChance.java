package dev.icfrr.spark.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/** The votes of chance of the whole gallery: 4 bytes per item, summed over the machines and broadcast. */
final class GalleryChance implements Serializable {
    private final IcfrrParameters method;
    private final Broadcast<int[]> votes;
    /** Made once per task. */
    private transient @Nullable ChanceVotes counted;

    private GalleryChance(IcfrrParameters method, Broadcast<int[]> votes) {
        this.method = method;
        this.votes = votes;
    }

    /**
     * Counts the lists of a gallery.
     *
     * @param lists by run, of {@code min(K, G-1)} neighbors
     * @param size number of items of the gallery
     */
    static GalleryChance of(JavaPairRDD<Integer, PartialKnnGraph> lists, int size, IcfrrParameters method) {
        int[] votes = lists.values()
                .mapPartitions(runs -> {
                    Scales scales = method.scales();
                    int[] counts = new int[size];
                    runs.forEachRemaining(run -> ChanceVotes.count(run, scales, counts));
                    return List.of(counts).iterator();
                })
                .treeReduce((one, other) -> {
                    Arrays.setAll(one, item -> one[item] + other[item]);
                    return one;
                });
        return new GalleryChance(
                method, JavaSparkContext.fromSparkContext(lists.context()).broadcast(votes));
    }

    ChanceVotes votes() {
        ChanceVotes known = counted;
        if (known == null) {
            known = ChanceVotes.of(method.scales(), votes.value().length, votes.value());
            counted = known;
        }
        return known;
    }
}
