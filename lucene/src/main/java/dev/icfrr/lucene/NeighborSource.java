package dev.icfrr.lucene;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.parallel.Parallelism;
import java.util.Objects;

/** The source of the neighbor lists of a window's documents. */
public sealed interface NeighborSource {

    /**
     * Exact neighbors among the window's stored vectors, found for each query. Nothing needs to be built or updated.
     * The window acts as the gallery. Neighbors are ranked by Euclidean distance, of vectors at unit length if the
     * field's similarity is the cosine; ties by document number. Documents without a vector neither vote nor get votes.
     *
     * <p>The flat vote on plain lists finds the lists of voters only, which costs {@code voters * window * dimensions}.
     * The multi-scale vote and scaled lists need the lists of the whole window, {@code window^2 * dimensions}.
     *
     * @param lists the order of the items on a list
     * @param parallelism threads per query; use one on a server with many concurrent queries
     */
    record Vectors(ListOrder lists, Parallelism parallelism) implements NeighborSource {
        public Vectors {
            Objects.requireNonNull(lists, "lists");
            Objects.requireNonNull(parallelism, "parallelism");
        }
    }

    /**
     * Lists stored in the index by {@link IcfrrIndexer} or {@link NeighborListField}. Ranks are ranks in the gallery
     * for which the lists were built. Only the lists of voters are read. Neighbors outside the window, and deleted
     * ones, keep their ranks. The build of most documents in the window is used; documents of other builds, and
     * documents added later, neither vote nor get votes. Ties are ranked in the order of the build.
     *
     * @param field the field of the lists
     */
    record Stored(String field) implements NeighborSource {
        public Stored {
            Objects.requireNonNull(field, "field");
        }
    }
}
