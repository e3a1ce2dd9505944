package dev.icfrr.vision.index;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code index.json} of a generation says.
 *
 * @param generation counts the states of the index, from 1
 * @param size number of items, G
 * @param dimension values per feature, D
 * @param kg neighbors per item asked for
 * @param self what was left out of each item's sorted row
 * @param approximation how neighbors were approximated; empty if they are exact
 * @param nextId the number that the next item without a name of its own is called by
 * @param labelNames names of classes
 * @param model where the features come from
 * @param program that wrote it
 * @param files every other file of the generation
 */
public record IndexManifest(
        long generation,
        int size,
        int dimension,
        int kg,
        SelfMatch self,
        Optional<Approximation> approximation,
        long nextId,
        Map<Long, String> labelNames,
        Optional<ModelReference> model,
        String program,
        Map<String, FileEntry> files) {

    /** Length and SHA-256 of a file. */
    public record FileEntry(long bytes, String sha256) {}
}
