package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;

/** The cells of a sample of the items and of their nearest items, which show how many pieces an item must go to. */
final class SampledCells {
    private final KnnCandidates truth;
    private final Map<Integer, int[]> cellsOf;
    private final int places;

    /**
     * Prepares a sample.
     *
     * @param truth the nearest items of the sample
     * @param cellsOf the cells of all these, nearest first
     * @param places number of cells per item
     */
    SampledCells(KnnCandidates truth, Map<Integer, int[]> cellsOf, int places) {
        this.truth = truth;
        this.cellsOf = cellsOf;
        this.places = places;
    }

    /** Returns the number of sampled items. */
    int size() {
        return truth.size();
    }

    /**
     * The neighbors that items meet, and the pieces that they go to, with a number of cells per item.
     *
     * @param probes number of cells per item
     * @param met share of its nearest items that an item meets
     * @param visited number of pieces that an item goes to, its home included
     */
    record Probes(int probes, double met, double visited) {}

    /**
     * Returns the smallest number of cells per item with which enough of the nearest items meet, or the largest that is
     * allowed.
     *
     * @param least share of its nearest items that an item must meet
     * @param mostVisited how many pieces an item may go to
     * @param visitorsMeet whether two visitors of a piece meet, or only a visitor and an item at home
     */
    Probes probes(int[] pieceOf, double least, double mostVisited, boolean visitorsMeet) {
        Probes best = with(pieceOf, 1, visitorsMeet);
        for (int probes = 2; probes <= places && best.met() < least; probes++) {
            Probes more = with(pieceOf, probes, visitorsMeet);
            if (more.visited() > mostVisited) {
                return best;
            }
            best = more;
        }
        return best;
    }

    private Probes with(int[] pieceOf, int probes, boolean visitorsMeet) {
        BiPredicate<int[], int[]> meet = visitorsMeet
                ? (own, others) -> Arrays.stream(own).anyMatch(piece -> contains(others, piece))
                : (own, others) -> contains(others, own[0]) || contains(own, others[0]);
        long met = 0;
        for (int i = 0; i < truth.size(); i++) {
            int[] own = visited(pieceOf, truth.items()[i], probes);
            for (int n = truth.starts()[i]; n < truth.starts()[i + 1]; n++) {
                int[] others = visited(pieceOf, truth.neighbors()[n], probes);
                met += meet.test(own, others) ? 1 : 0;
            }
        }
        double visited = cellsOf.values().stream()
                .mapToInt(cells -> CellPlan.visited(pieceOf, cells, 0, probes).length)
                .average()
                .orElse(1);
        return new Probes(probes, (double) met / truth.neighbors().length, visited);
    }

    private int[] visited(int[] pieceOf, int item, int probes) {
        int[] cells = Objects.requireNonNull(cellsOf.get(item), "an item without cells");
        return CellPlan.visited(pieceOf, cells, 0, probes);
    }

    private static boolean contains(int[] pieces, int piece) {
        return Arrays.stream(pieces).anyMatch(other -> other == piece);
    }
}
