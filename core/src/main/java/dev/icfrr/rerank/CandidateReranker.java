package dev.icfrr.rerank;

import dev.icfrr.knn.PartialKnnGraph;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Icfrr#rerankCandidates} for graphs of which only some lists are at hand: those of the items that vote. Memory and
 * time go with the candidates and the lists, not with the gallery. It gives the same orders, also where the candidates are
 * the whole gallery.
 *
 * <p>Which lists an iteration needs is known only after the one before: {@link #rerank} goes as far as it can and names what
 * it lacks; called again with these as well it goes on to the end, or to where it lacks others.
 *
 * @param gallerySize how many items the gallery has, G
 * @param parameters KQ, beta, the number of iterations and the update rule
 */
public record CandidateReranker(int gallerySize, IcfrrParameters parameters) implements java.io.Serializable {
    public CandidateReranker {
        if (gallerySize < 1) {
            throw new IllegalArgumentException("a gallery must have at least 1 item, not " + gallerySize);
        }
    }

    /**
     * Re-ranks the candidates of one query.
     *
     * @param items gallery indices in any order, each once, at least one
     * @param distances of the query to them, smaller is better; finite, one per item
     * @param lists the neighbor lists at hand
     * @param query the index told to the sink
     * @param sink sees the orders, gallery indices, from iteration 0 as far as the lists reach
     * @return the items whose lists are missing, ascending; empty if the sink saw all iterations
     * @throws IllegalArgumentException if an item is no gallery index or stands there twice, if there are not as many
     *     distances, or one is NaN or infinite
     */
    public int[] rerank(int[] items, double[] distances, PartialKnnGraph lists, int query, RerankSink sink) {
        int count = items.length;
        if (count == 0 || count != distances.length) {
            throw new IllegalArgumentException(count + " candidates cannot have " + distances.length + " distances");
        }
        long[] byItem = new long[count];
        for (int i = 0; i < count; i++) {
            byItem[i] = (long) items[i] << Integer.SIZE | i;
        }
        Arrays.sort(byItem);
        int[] ascending = new int[count];
        double[] distancesOf = new double[count];
        for (int i = 0; i < count; i++) {
            ascending[i] = (int) (byItem[i] >> Integer.SIZE);
            distancesOf[i] = distances[(int) byItem[i]];
            requireCandidate(ascending, distancesOf, i);
        }
        int[] order = new int[count];
        int[] missing = new WindowReranker(parameters)
                .rerankAvailable(
                        distancesOf, new Held(gallerySize, ascending, lists), query, (ofQuery, iteration, numbers) -> {
                            for (int rank = 0; rank < count; rank++) {
                                order[rank] = ascending[numbers[rank]];
                            }
                            sink.accept(ofQuery, iteration, order);
                        });
        return Arrays.stream(missing).map(number -> ascending[number]).sorted().toArray();
    }

    private void requireCandidate(int[] ascending, double[] distances, int i) {
        if (ascending[i] < 0 || ascending[i] >= gallerySize) {
            throw new IllegalArgumentException(
                    "candidate " + ascending[i] + " is no gallery index: the gallery has " + gallerySize + " items");
        }
        if (i > 0 && ascending[i] == ascending[i - 1]) {
            throw new IllegalArgumentException("candidate " + ascending[i] + " stands there twice");
        }
        if (!Double.isFinite(distances[i])) {
            throw new IllegalArgumentException(
                    "the distance to candidate " + ascending[i] + " is " + distances[i] + ", which cannot be ranked");
        }
    }

    /** The lists at hand, of candidates that are numbered by index, so that ties by number are ties by index. */
    @SuppressWarnings("ArrayRecordComponent") // lives only during a call
    private record Held(int gallerySize, int[] ascending, PartialKnnGraph given) implements NeighborLookup {
        @Override
        public int[][] lists(int[] candidates) {
            return Arrays.stream(candidates).mapToObj(this::list).toArray(int[][]::new);
        }

        private int @Nullable [] list(int candidate) {
            int at = given.indexOf(ascending[candidate]);
            if (at < 0) {
                return null;
            }
            int[] list = new int[given.perItem()];
            for (int rank = 0; rank < list.length; rank++) {
                int number = Arrays.binarySearch(ascending, given.neighbors()[at * list.length + rank]);
                list[rank] = number < 0 ? OUTSIDE : number;
            }
            return list;
        }
    }
}
