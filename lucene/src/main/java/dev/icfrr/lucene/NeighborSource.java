package dev.icfrr.lucene;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.parallel.Parallelism;
import java.util.Objects;

/** Where the neighbor lists of a window's documents come from. */
public sealed interface NeighborSource {

    /** How many neighbors per document count. */
    int kg();

    /**
     * Exact neighbors among the window's stored vectors, found anew for each query: nothing to build or keep up to date, at
     * a cost of {@code voters * window * dimensions}. The window is the gallery that ranks are ranks in. By Euclidean
     * distance, with vectors brought to unit length where the field's similarity is the cosine; ties by document number.
     * Documents without a vector neither vote nor get votes.
     *
     * @param kg neighbors per document, at least 1
     * @param parallelism threads per query; a server with many queries at once is best served by one
     */
    record Vectors(int kg, Parallelism parallelism) implements NeighborSource {
        public Vectors {
            KnnGraph.requireKg(kg);
            Objects.requireNonNull(parallelism, "parallelism");
        }
    }

    /**
     * Lists stored in the index, see {@link IcfrrIndexer} and {@link NeighborListField}: ranks are ranks in the gallery that
     * they were built for, and only the lists of voters are read. Neighbors that are not in the window, deleted ones among
     * them, keep their ranks. Documents added since, or whose lists are of another building, neither vote nor get votes;
     * what counts as the building is that of most documents in the window. Ties are ranked in the order of building.
     *
     * @param field that the lists were stored in
     * @param kg neighbors per document, at least 1 and at most as many as were stored
     */
    record Stored(String field, int kg) implements NeighborSource {
        public Stored {
            Objects.requireNonNull(field, "field");
            KnnGraph.requireKg(kg);
        }
    }
}
