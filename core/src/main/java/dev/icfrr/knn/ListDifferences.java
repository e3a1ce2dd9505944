package dev.icfrr.knn;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lists that differ between two states of a gallery to which items were added. Statistics of all lists follow from
 * those of the other state and these few lists.
 */
public final class ListDifferences {
    private static final int[] NONE = {};

    private ListDifferences() {}

    /** Receives the two lists of an item; one is empty if the item is missing in that state. They are overwritten. */
    @FunctionalInterface
    public interface Visitor {
        void differ(int[] before, int[] after);
    }

    /**
     * Visits all lists that differ, by item.
     *
     * @param before one state
     * @param after the other state; both hold the same list of every item that neither {@linkplain KnnGraph#changes()
     *     changed}, for example because they map the same file
     * @param length how many of the first neighbors are compared, at most KG of both
     */
    public static void forEach(KnnGraph before, KnnGraph after, int length, Visitor visitor) {
        int[] items = Stream.of(before, after)
                .flatMap(graph -> graph.changes().stream())
                .flatMapToInt(changes -> IntStream.range(0, changes.count()).map(changes::item))
                .sorted()
                .distinct()
                .toArray();
        int[] old = new int[length];
        int[] now = new int[length];
        for (int item : items) {
            int[] one = copy(before, item, old);
            int[] other = copy(after, item, now);
            if (!Arrays.equals(one, other)) {
                visitor.differ(one, other);
            }
        }
    }

    private static int[] copy(KnnGraph graph, int item, int[] into) {
        if (item >= graph.size()) {
            return NONE;
        }
        graph.lists().copyRow(item, into, into.length);
        return into;
    }
}
