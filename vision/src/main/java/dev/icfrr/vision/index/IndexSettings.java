package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an index build.
 *
 * @param kg plain neighbors per item, at least 1; more are stored if the vote needs them
 * @param self which entry is excluded from an item's sorted row; multi-scale votes need {@link SelfMatch#INDEX}
 * @param vote how searches vote
 * @param centered whether features are centered per domain
 * @param approximation empty for exact neighbors
 * @param model model of the features; empty if unknown, and then the index cannot be searched by image
 * @param labelNames names of classes, where known
 * @param program name of the program, recorded in the index
 * @param parallelism threads
 * @param progress callback for the neighbor search, or null
 */
public record IndexSettings(
        int kg,
        SelfMatch self,
        VoteChoice vote,
        boolean centered,
        Optional<Approximation> approximation,
        Optional<ModelReference> model,
        Map<Long, String> labelNames,
        String program,
        Parallelism parallelism,
        @Nullable ProgressListener progress) {
    /** An index keeps one spare neighbor for this many requested ones. */
    private static final int SPARED = 8;

    /** @throws IllegalArgumentException if KG is below 1, or the self match does not fit the vote */
    public IndexSettings {
        KnnGraph.requireKg(kg);
        Objects.requireNonNull(vote, "vote");
        if (!(vote instanceof VoteChoice.Flat) && self != SelfMatch.INDEX) {
            throw new IllegalArgumentException(
                    "multi-scale votes need lists that leave out the item itself (index), not " + self.label());
        }
        labelNames = Map.copyOf(labelNames);
    }

    /**
     * Returns the number of neighbors stored per item for a KG. It includes spare neighbors, so that nearly all lists
     * stay long enough after a removal.
     */
    public static int storedKg(int kg) {
        return Math.addExact(kg, Math.ceilDiv(kg, SPARED));
    }

    /** Returns settings for multi-scale votes on scaled lists, K by advice, with exact neighbors, on all cores. */
    public static IndexSettings multiscale(Optional<ModelReference> model) {
        return exact(1, SelfMatch.INDEX, VoteChoice.DEFAULT, model);
    }

    /** Returns settings for flat votes with exact neighbors on all cores. */
    public static IndexSettings flat(int kg, SelfMatch self, Optional<ModelReference> model) {
        return exact(kg, self, new VoteChoice.Flat(), model);
    }

    private static IndexSettings exact(int kg, SelfMatch self, VoteChoice vote, Optional<ModelReference> model) {
        return new IndexSettings(
                kg, self, vote, false, Optional.empty(), model, Map.of(), "icfrr", Parallelism.allCores(), null);
    }

    /** Returns these settings with another vote. */
    public IndexSettings withVote(VoteChoice value) {
        return new IndexSettings(
                kg, self, value, centered, approximation, model, labelNames, program, parallelism, progress);
    }

    /** Returns these settings with features that are centered per domain, or not. */
    public IndexSettings withCentered(boolean value) {
        return new IndexSettings(
                kg, self, vote, value, approximation, model, labelNames, program, parallelism, progress);
    }

    /** Returns these settings with approximate neighbors. */
    public IndexSettings withApproximation(Approximation value) {
        return new IndexSettings(
                kg, self, vote, centered, Optional.of(value), model, labelNames, program, parallelism, progress);
    }

    /** Returns these settings with names of classes. */
    public IndexSettings withLabelNames(Map<Long, String> value) {
        return new IndexSettings(kg, self, vote, centered, approximation, model, value, program, parallelism, progress);
    }

    /** The target recall, and the seed of the clusters and the sample. */
    public record Approximation(double recall, long seed) {
        /** Checks the recall. */
        public Approximation {
            if (!(recall > 0 && recall <= 1)) {
                throw new IllegalArgumentException("the recall must be above 0 and at most 1, not " + recall);
            }
        }
    }
}
