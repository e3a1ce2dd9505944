package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an index build.
 *
 * @param kg neighbors per item, at least 1
 * @param self which entry is excluded from an item's sorted row
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
        Optional<Approximation> approximation,
        Optional<ModelReference> model,
        Map<Long, String> labelNames,
        String program,
        Parallelism parallelism,
        @Nullable ProgressListener progress) {
    /** An index keeps one spare neighbor for this many requested ones. */
    private static final int SPARED = 8;

    /** Checks KG. */
    public IndexSettings {
        KnnGraph.requireKg(kg);
        labelNames = Map.copyOf(labelNames);
    }

    /**
     * Returns the number of neighbors stored per item for a KG. It includes spare neighbors, so that nearly all lists
     * stay long enough after a removal.
     */
    public static int storedKg(int kg) {
        return Math.addExact(kg, Math.ceilDiv(kg, SPARED));
    }

    /** Returns settings for exact neighbors on all cores. */
    public static IndexSettings exact(int kg, SelfMatch self, Optional<ModelReference> model) {
        return new IndexSettings(kg, self, Optional.empty(), model, Map.of(), "icfrr", Parallelism.allCores(), null);
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
