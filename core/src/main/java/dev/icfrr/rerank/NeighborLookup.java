package dev.icfrr.rerank;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;
import java.util.Optional;

/**
 * The neighbor lists of a window: the candidates that a search found for one query, numbered 0 .. n-1.
 * {@link WindowReranker} asks for a list when its candidate first votes, so the lists of other candidates need not be
 * read or computed.
 */
public interface NeighborLookup {
    /** Stands in a list for a neighbor that is not in the window. */
    int OUTSIDE = -1;

    /** Returns the number of items that the lists were computed among, G; a list holds at most {@code G - 1} items. */
    int gallerySize();

    /**
     * Returns the lists of some candidates.
     *
     * @param candidates numbers in the window, each once
     * @return one list per candidate, nearest first, each neighbor a number in the window or {@link #OUTSIDE}. An empty
     *     list means that the candidate votes for nothing. Null means that the list is not available, which only
     *     {@link WindowReranker#rerankAvailable} accepts. The caller does not change the lists
     */
    int[][] lists(int[] candidates);

    /**
     * Returns the votes that random voters of the whole gallery would give the candidates, by their numbers in the
     * window, if they are known. Otherwise the multi-scale vote counts the lists of the window: it then asks for the
     * lists of all candidates, and random voters are drawn from the window.
     *
     * @param scales those of the vote
     */
    default Optional<ChanceVotes> chance(Scales scales) {
        return Optional.empty();
    }

    /**
     * Treats the window as a gallery of its own: the exact nearest neighbors among its features, computed for the
     * voters only.
     *
     * @param features n x d, row i the feature of candidate i; finite, at most 1e150 in magnitude; at least one row
     * @param kg neighbors per candidate, at least 1
     */
    static NeighborLookup ofFeatures(Matrix features, int kg, SelfMatch selfMatch, Parallelism parallelism) {
        return new FeatureWindow(features, kg, selfMatch, parallelism);
    }

    /**
     * Looks up lists in the graph of a whole gallery. For the multi-scale vote every window counts all lists of the
     * gallery; {@link #of(KnnGraph, ChanceVotes, int[])} counts them once.
     *
     * @param items gallery indices of the candidates, ascending, each once; not copied
     * @throws IllegalArgumentException if they are not
     */
    static NeighborLookup of(KnnGraph graph, int[] items) {
        return new GalleryWindow(graph.size(), items, graph::neighbors, scales -> ChanceVotes.of(graph, scales));
    }

    /**
     * Looks up lists in the graph of a whole gallery.
     *
     * @param chance the votes of chance of the same graph
     * @param items gallery indices of the candidates, ascending, each once; not copied
     * @throws IllegalArgumentException if they are not
     */
    static NeighborLookup of(KnnGraph graph, ChanceVotes chance, int[] items) {
        return new GalleryWindow(graph.size(), items, graph::neighbors, _ -> chance);
    }

    /**
     * Looks up lists in a part of a gallery's graph; the lists of other items are not available.
     *
     * @param gallerySize number of items in the gallery, G
     * @param items gallery indices of the candidates, ascending, each once; not copied
     * @throws IllegalArgumentException if they are not
     */
    static NeighborLookup of(PartialKnnGraph lists, int gallerySize, int[] items) {
        return new GalleryWindow(gallerySize, items, partial(lists), null);
    }

    /**
     * Looks up lists in a part of a gallery's graph; the lists of other items are not available.
     *
     * @param chance the votes of chance of the whole gallery
     * @param items gallery indices of the candidates, ascending, each once; not copied
     * @throws IllegalArgumentException if they are not
     */
    static NeighborLookup of(PartialKnnGraph lists, ChanceVotes chance, int[] items) {
        return new GalleryWindow(chance.voters(), items, partial(lists), _ -> chance);
    }

    private static GalleryWindow.Lists partial(PartialKnnGraph lists) {
        return item -> {
            int at = lists.indexOf(item);
            int length = lists.perItem();
            return at < 0 ? null : Arrays.copyOfRange(lists.neighbors(), at * length, (at + 1) * length);
        };
    }
}
