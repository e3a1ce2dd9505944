package dev.icfrr.vision.index;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of {@code index.json} of a generation.
 *
 * @param generation number of the state, counted from 1
 * @param size number of items, G
 * @param added how many of them, the last ones, were added since the last full write
 * @param dimension values per feature, D
 * @param kg plain neighbors per item
 * @param self which entry is excluded from each item's sorted row
 * @param vote the multi-scale vote of searches; empty for flat votes
 * @param centered whether features are centered per domain
 * @param bankQueries number of queries in the query bank; 0 without one
 * @param approximation how neighbors were approximated; empty if they are exact
 * @param nextId number that becomes the id of the next item without one
 * @param labelNames names of classes
 * @param model model of the features
 * @param program program that wrote the index
 * @param files every other file of the generation
 */
public record IndexManifest(
        long generation,
        int size,
        int added,
        int dimension,
        int kg,
        SelfMatch self,
        Optional<IndexVote> vote,
        boolean centered,
        long bankQueries,
        Optional<Approximation> approximation,
        long nextId,
        Map<Long, String> labelNames,
        Optional<ModelReference> model,
        String program,
        Map<String, FileEntry> files) {

    /** Returns the description of the next generation, with another query bank and other files. */
    IndexManifest next(long queries, Map<String, FileEntry> nextFiles) {
        return next(size, added, queries, nextId, labelNames, nextFiles);
    }

    /** Returns the description of the next generation, with more items and other files. */
    IndexManifest grown(
            int items, int addedItems, long next, Map<Long, String> names, Map<String, FileEntry> nextFiles) {
        return next(items, addedItems, bankQueries, next, names, nextFiles);
    }

    private IndexManifest next(
            int items,
            int addedItems,
            long queries,
            long next,
            Map<Long, String> names,
            Map<String, FileEntry> nextFiles) {
        return new IndexManifest(
                generation + 1,
                items,
                addedItems,
                dimension,
                kg,
                self,
                vote,
                centered,
                queries,
                approximation,
                next,
                names,
                model,
                program,
                nextFiles);
    }

    /** Length and SHA-256 of a file. */
    public record FileEntry(long bytes, String sha256) {}
}
