package dev.icfrr.vision.sheet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of one query at one iteration.
 *
 * @param query its index
 * @param label its class, {@link #UNKNOWN} if unknown
 * @param iteration 0 is the initial ranking
 * @param averagePrecision of the whole ranking, NaN if unknown
 * @param hits the first items of the ranking, best first
 */
public record SheetRow(int query, int label, int iteration, double averagePrecision, List<Hit> hits) {

    /** The label of an item of unknown class. */
    public static final int UNKNOWN = -1;

    /** The initial rank of an item beyond the given initial ranks. */
    public static final int BEYOND = -1;

    /**
     * One gallery image of a ranking.
     *
     * @param gallery its index
     * @param label its class, {@link #UNKNOWN} if unknown
     * @param initialRank its position at iteration 0, counted from 0, or {@link #BEYOND}
     */
    public record Hit(int gallery, int label, int initialRank) {}

    /** Copies the hits. */
    public SheetRow {
        hits = List.copyOf(hits);
    }

    /**
     * Makes a row from rankings and labels.
     *
     * @param query index of the query
     * @param iteration 0 is the initial ranking
     * @param averagePrecision of the whole ranking, NaN if unknown
     * @param ranking gallery indices, best first; at least the first {@code shown}, or all
     * @param initialRanking the ranking of iteration 0, or its known beginning
     * @param shown number of hits to keep
     * @param queryLabels one per query, or empty if classes are not known
     * @param galleryLabels one per gallery image, or empty if classes are not known
     */
    public static SheetRow of(
            int query,
            int iteration,
            double averagePrecision,
            int[] ranking,
            int[] initialRanking,
            int shown,
            int[] queryLabels,
            int[] galleryLabels) {
        Map<Integer, Integer> initialRanks = new HashMap<>();
        for (int rank = 0; rank < initialRanking.length; rank++) {
            initialRanks.put(initialRanking[rank], rank);
        }
        List<Hit> hits = new ArrayList<>();
        for (int rank = 0; rank < Math.min(shown, ranking.length); rank++) {
            int item = ranking[rank];
            hits.add(new Hit(item, label(galleryLabels, item), initialRanks.getOrDefault(item, BEYOND)));
        }
        return new SheetRow(query, label(queryLabels, query), iteration, averagePrecision, hits);
    }

    private static int label(int[] labels, int index) {
        return labels.length == 0 ? UNKNOWN : labels[index];
    }

    /** Returns whether a hit is relevant, as far as the labels tell. */
    public Verdict verdict(Hit hit) {
        if (label == UNKNOWN || hit.label() == UNKNOWN) {
            return Verdict.UNKNOWN;
        }
        return label == hit.label() ? Verdict.RIGHT : Verdict.WRONG;
    }

    /** The relevance of a hit. */
    public enum Verdict {
        /** Same class as the query. */
        RIGHT,
        /** Another class. */
        WRONG,
        /** The class of the query or of the hit is unknown. */
        UNKNOWN;

        /** Returns the name in pages and files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
