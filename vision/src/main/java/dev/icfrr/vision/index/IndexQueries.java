package dev.icfrr.vision.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Sets what an index with centered features knows of its queries. */
public final class IndexQueries {
    private IndexQueries() {}

    /**
     * Replaces the query bank. The new state becomes visible when it is complete.
     *
     * @param bank empty to remove it; searches then center queries by the gallery's mean
     * @return the new state
     * @throws IndexBusyException if another editor is open
     * @throws IllegalArgumentException if the index does not center features, or the bank has features of another
     *     length
     * @throws IOException if the new state cannot be written; the old state then stays in place
     */
    public static GalleryIndex set(Path folder, Optional<QueryBank> bank) throws IOException {
        return set(folder, bank, WriteObserver.NONE);
    }

    static GalleryIndex set(Path folder, Optional<QueryBank> bank, WriteObserver steps) throws IOException {
        GalleryIndex.open(folder);
        try (WriteLock _ = WriteLock.take(folder)) {
            GalleryIndex base = GalleryIndex.open(folder);
            if (base.centers().isEmpty()) {
                throw new IllegalArgumentException(
                        folder + ": this index does not center features, so it has no use for"
                                + " sample queries. Build it with --center domains");
            }
            if (bank.isPresent() && bank.get().mean().length != base.dimension()) {
                throw new IllegalArgumentException(
                        "the queries have " + bank.get().mean().length + " values and gallery items " + base.dimension()
                                + ": both must come from the same model");
            }
            Generations.clean(folder, base.generation(), base.generation() - 1);
            new GenerationWriter(folder, base.generation() + 1, steps).writeQueryBank(base, bank);
            steps.before("clean up");
            Generations.clean(folder, base.generation() + 1, base.generation());
            return GalleryIndex.open(folder);
        }
    }
}
