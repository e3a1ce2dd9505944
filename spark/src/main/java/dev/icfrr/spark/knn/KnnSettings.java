package dev.icfrr.spark.knn;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.spark.partition.TaskCount;
import java.util.Optional;

/**
 * How neighbor lists are built.
 *
 * @param kg neighbors per item, or {@link #AUTO} to choose K of the multi-scale vote
 * @param order of the lists
 * @param selfMatch what lists leave out as the item itself
 * @param centered whether features are centered per domain first
 * @param approximation present if lists are approximate
 * @param blockRows items per block of the gallery, or {@link #AUTO}; changes no result
 * @param tasks number of tasks; changes no result
 */
public record KnnSettings(
        int kg,
        ListOrder order,
        SelfMatch selfMatch,
        boolean centered,
        Optional<Approximation> approximation,
        int blockRows,
        TaskCount tasks) {
    /** Leaves a number to the program. */
    public static final int AUTO = 0;

    /** What is sent to a task of features in a tensor file, which it can read itself. */
    public enum Sending {
        /** The numbers of items if the file fits into half of the memory of a machine, otherwise features. */
        AUTO,
        NUMBERS,
        FEATURES
    }

    /**
     * Settings of approximate lists; {@link #AUTO} leaves a number to the program.
     *
     * @param cells number of cells
     * @param probes number of cells per item, its home included
     * @param mostRows half of the items of a task, which searches a piece of the gallery
     * @param recall share of the nearest items wanted, above 0 and at most 1
     * @param sending what is sent of features in a tensor file; changes no result
     */
    public record Approximation(int cells, int probes, int mostRows, double recall, long seed, Sending sending) {
        /** The recall that is wanted unless the user says otherwise. */
        public static final double RECALL = 0.95;

        public Approximation {
            if (!(recall > 0 && recall <= 1)) {
                throw new IllegalArgumentException("the recall must be above 0 and at most 1, not " + recall);
            }
        }
    }

    public KnnSettings {
        if (kg < AUTO) {
            throw new IllegalArgumentException("lists must have at least 1 neighbor, not " + kg);
        }
        if (kg == AUTO && selfMatch != SelfMatch.INDEX) {
            throw new IllegalArgumentException("K is chosen for the multi-scale vote, whose lists leave out the item"
                    + " itself: use self rule index");
        }
    }

    /** Returns settings of exact lists without centering. */
    public static KnnSettings exact(int kg, ListOrder order) {
        return new KnnSettings(
                kg,
                order,
                kg == AUTO || order == ListOrder.SCALED ? SelfMatch.INDEX : SelfMatch.FIRST,
                false,
                Optional.empty(),
                AUTO,
                new TaskCount(AUTO));
    }

    /** Returns how long plain lists must be for lists of so many neighbors. */
    int plainLength(int neighbors) {
        return order == ListOrder.SCALED ? LocalScaling.plainLength(neighbors) : neighbors;
    }
}
