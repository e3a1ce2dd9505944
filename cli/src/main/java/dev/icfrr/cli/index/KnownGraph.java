package dev.icfrr.cli.index;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.knn.KnnGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Neighbor lists for an index, which {@code icfrr graph build} or another program wrote.
 *
 * @param path the file
 * @param graph its lists, mapped
 */
public record KnownGraph(Path path, KnnGraph graph) {
    private static final String APPROXIMATE = "approximate, recall";

    /**
     * Opens a file.
     *
     * @throws IOException if it holds no lists
     */
    public static KnownGraph open(Path path) throws IOException {
        return new KnownGraph(path, KnnGraph.open(path));
    }

    /** @throws IllegalArgumentException if the lists were built in another way than the index is */
    void requireFits(boolean centered, boolean approximate) {
        if (graph.provenance().contains(APPROXIMATE) && !approximate) {
            throw new IllegalArgumentException(
                    path + ": holds approximate lists. Add --approximate, so that the index says so and gets clusters");
        }
        FeaturePreparation built = FeaturePreparation.ofProvenance(graph.provenance());
        if (built.normalize() || (built.center() == FeaturePreparation.Center.DOMAINS) != centered) {
            throw new IllegalArgumentException(path + ": was built from features "
                    + (built.isNone() ? "as they are" : "with " + built.options())
                    + ", and this index has features "
                    + (centered ? "with --center domains" : "as they are")
                    + ". Use the same for both");
        }
    }

    /** Returns the file, its size and the length of its lists. */
    String describe() throws IOException {
        return "%s (%s): %,d of each item".formatted(path, Bytes.text(Files.size(path)), graph.neighborsPerItem());
    }
}
