package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.SelfMatch;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** Half the local scale of every item, by which lists are scaled: 8 bytes per item, collected and broadcast. */
public final class LocalScales {
    private LocalScales() {}

    /**
     * Computes the scales from the plain lists.
     *
     * @param lists by run
     * @param size number of items of the gallery
     * @return by item
     */
    public static Broadcast<double[]> of(JavaPairRDD<Integer, KnnCandidates> lists, int size, SelfMatch selfMatch) {
        double[] halves = new double[size];
        lists.values()
                .map(run -> new Tuple2<>(run.items(), ofRun(run, selfMatch)))
                .toLocalIterator()
                .forEachRemaining(run -> {
                    for (int i = 0; i < run._1().length; i++) {
                        halves[run._1()[i]] = run._2()[i];
                    }
                });
        return JavaSparkContext.fromSparkContext(lists.context()).broadcast(halves);
    }

    private static double[] ofRun(KnnCandidates run, SelfMatch selfMatch) {
        double[] halves = new double[run.size()];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = run.halfScale(i, selfMatch);
        }
        return halves;
    }
}
