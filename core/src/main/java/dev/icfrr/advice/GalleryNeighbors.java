package dev.icfrr.advice;

import dev.icfrr.knn.FoundNeighbors;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import org.jspecify.annotations.Nullable;

/**
 * Neighbor lists of one gallery: saved ones, or lists that are found when they are needed. Keeps the longest lists
 * found, and what scaled lists are made of, so that choosing K and re-ranking use the same search. Thread-safe.
 */
public final class GalleryNeighbors {
    private final Search search;
    private final boolean saved;
    private @Nullable KnnGraph longest;
    private @Nullable FoundNeighbors found;
    private @Nullable KnnGraph bands;
    private @Nullable KnnGraph scaled;

    /** How lists are found and scaled. */
    public interface Search extends FoundNeighbors.Scaling {
        /** Finds plain lists of a length. */
        KnnGraph plain(int length);

        /** Finds what plain lists up to a length, and scaled lists made of those, are taken from. */
        default FoundNeighbors find(int length) {
            return FoundNeighbors.of(plain(length), this);
        }
    }

    private GalleryNeighbors(Search search, @Nullable KnnGraph saved) {
        this.search = search;
        this.longest = saved;
        this.saved = saved != null;
    }

    /** Creates lists that are found when they are needed. */
    public static GalleryNeighbors of(Search search) {
        return new GalleryNeighbors(search, null);
    }

    /**
     * Creates lists from a saved graph, plain or scaled. Nothing longer is found.
     *
     * @param search orders saved plain lists by local scaling; its {@link Search#plain} is not used
     */
    public static GalleryNeighbors saved(KnnGraph graph, Search search) {
        return new GalleryNeighbors(search, graph);
    }

    /** Creates lists that are found exactly from features. */
    public static GalleryNeighbors ofFeatures(Matrix features, SelfMatch selfMatch, Parallelism parallelism) {
        return of(new Search() {
            @Override
            public KnnGraph plain(int length) {
                return new KnnGraphBuilder(length, selfMatch, parallelism, null).exact(features);
            }

            @Override
            public KnnGraph scaled(KnnGraph plain, int kg) {
                return LocalScaling.ofFeatures(plain, features, kg, parallelism, null);
            }

            @Override
            public FoundNeighbors find(int length) {
                return new KnnGraphBuilder(length, selfMatch, parallelism, null).find(features);
            }
        });
    }

    /** Creates lists that are read off distances, G x G. */
    public static GalleryNeighbors ofDistances(Matrix distances, SelfMatch selfMatch, Parallelism parallelism) {
        return of(new Search() {
            @Override
            public KnnGraph plain(int length) {
                return new KnnGraphBuilder(length, selfMatch, parallelism, null).fromDistances(distances);
            }

            @Override
            public KnnGraph scaled(KnnGraph plain, int kg) {
                return LocalScaling.ofDistances(plain, distances, kg, parallelism, null);
            }
        });
    }

    /** Returns how lists are found and scaled. */
    Search search() {
        return search;
    }

    /** Returns whether the lists are saved ones. */
    boolean areSaved() {
        return saved;
    }

    /** Returns saved lists as they are, or else plain lists of at least a length. */
    public synchronized KnnGraph atLeast(int length) {
        KnnGraph known = longest;
        if (known == null || (!saved && known.neighborsPerItem() < Math.min(length, known.size() - 1))) {
            FoundNeighbors searched = found;
            known = searched != null && searched.length() >= Math.min(length, searched.size() - 1)
                    ? searched.plain(length)
                    : search.plain(length);
            longest = known;
        }
        return known;
    }

    /**
     * Returns saved lists as they are, or else lists to choose by what a request leaves open. They come from a search
     * that is long enough for most choices; what is chosen takes its lists from the same search. If scaled lists are
     * wanted, the plain ones that choose are {@link FoundNeighbors#bands}.
     *
     * @param request with automatic values
     */
    public synchronized KnnGraph toChoose(ParameterRequest request, int gallerySize) {
        int toChoose = Advice.listLength(gallerySize);
        int toSearch = request.listLength(gallerySize);
        if (saved || (toSearch <= toChoose && request.lists() == ListOrder.PLAIN)) {
            return atLeast(toChoose);
        }
        FoundNeighbors searched = found(toSearch);
        if (request.lists() == ListOrder.PLAIN) {
            return atLeast(toChoose);
        }
        KnnGraph known = bands;
        if (known == null) {
            known = searched.bands(toChoose);
            bands = known;
        }
        return known;
    }

    private FoundNeighbors found(int length) {
        FoundNeighbors known = found;
        if (known == null || known.length() < Math.min(length, known.size() - 1)) {
            known = search.find(length);
            found = known;
        }
        return known;
    }

    /**
     * Returns the lists to re-rank with.
     *
     * @param request without automatic values
     * @throws IllegalArgumentException if saved lists are too short or in another order
     */
    public synchronized KnnGraph lists(ParameterRequest request) {
        int kg = request.kg();
        if (request.lists() == ListOrder.PLAIN) {
            KnnGraph graph = atLeast(kg);
            if (graph.order() == ListOrder.SCALED) {
                throw new IllegalArgumentException("these lists are scaled, and plain ones are needed");
            }
            return graph.truncated(kg);
        }
        KnnGraph plain = longest;
        if (saved && plain != null && plain.order() == ListOrder.SCALED) {
            return plain.truncated(kg);
        }
        // Lists that are scaled for a smaller K are no prefixes: fewer plain neighbors take part.
        KnnGraph known = scaled;
        if (known == null || known.kg() != kg) {
            known = saved && plain != null
                    ? search.scaled(plain, kg)
                    : found(request.plainLength()).scaled(kg);
            scaled = known;
        }
        return known;
    }
}
