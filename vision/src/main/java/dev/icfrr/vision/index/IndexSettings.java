package dev.icfrr.vision.index;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an index is built.
 *
 * @param kg neighbors per item, at least 1
 * @param self what is left out of an item's sorted row
 * @param approximation empty for exact neighbors
 * @param model where the features come from; empty if that is not known, and then images cannot be asked for
 * @param labelNames names of classes, where known
 * @param program who builds it, for the record
 * @param parallelism threads
 * @param progress hears of the neighbors, or null
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
    /** One neighbor to spare for so many. */
    private static final int SPARED = 8;

    /** Checks KG. */
    public IndexSettings {
        KnnGraph.requireKg(kg);
        labelNames = Map.copyOf(labelNames);
    }

    /** Neighbors that are kept per item for a KG: some to spare, so that a removal leaves enough in nearly all lists. */
    public static int storedKg(int kg) {
        return Math.addExact(kg, Math.ceilDiv(kg, SPARED));
    }

    /** Exact neighbors on all cores. */
    public static IndexSettings exact(int kg, SelfMatch self, Optional<ModelReference> model) {
        return new IndexSettings(kg, self, Optional.empty(), model, Map.of(), "icfrr", Parallelism.allCores(), null);
    }

    /** The wanted share of true neighbors, and the seed of clusters and sample. */
    public record Approximation(double recall, long seed) {
        /** Checks the recall. */
        public Approximation {
            if (!(recall > 0 && recall <= 1)) {
                throw new IllegalArgumentException("the recall must be above 0 and at most 1, not " + recall);
            }
        }
    }
}
