package dev.icfrr.spark.knn;

import dev.icfrr.knn.KnnCandidates;
import java.util.Arrays;

/** What a meeting of the items of a piece with visitors adds to the lists that all of them brought along. */
final class VisitorLists {
    private VisitorLists() {}

    /**
     * Keeps of all lists the items that an item has not met before and that are not beyond its bound. Items at home in
     * the same piece have met there; two visitors meet in the pieces where one of them is at home.
     *
     * @param found lists of the items at home and the visitors
     * @return lists that hold something
     */
    static KnnCandidates needed(KnnCandidates found, BoundedRows home, BoundedRows visitors) {
        int[] items = new int[found.size()];
        int[] starts = new int[found.size() + 1];
        int[] neighbors = new int[found.neighbors().length];
        double[] squared = new double[found.neighbors().length];
        int count = 0;
        int kept = 0;
        int atHome = 0;
        int visiting = 0;
        int[] ofHome = home.rows().items();
        for (int i = 0; i < found.size(); i++) {
            int item = found.items()[i];
            boolean isHome = atHome < ofHome.length && ofHome[atHome] == item;
            double bound = isHome ? home.bounds()[atHome++] : visitors.bounds()[visiting++];
            int first = kept;
            for (int n = found.starts()[i]; n < found.starts()[i + 1] && found.squared()[n] <= bound; n++) {
                int other = found.neighbors()[n];
                if (isHome != Arrays.binarySearch(ofHome, other) >= 0) {
                    neighbors[kept] = other;
                    squared[kept++] = found.squared()[n];
                }
            }
            if (kept > first) {
                items[count++] = item;
                starts[count] = kept;
            }
        }
        return KnnCandidates.of(
                Arrays.copyOf(items, count),
                Arrays.copyOf(starts, count + 1),
                Arrays.copyOf(neighbors, kept),
                Arrays.copyOf(squared, kept));
    }
}
