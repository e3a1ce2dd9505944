package dev.icfrr.advice;

import dev.icfrr.knn.PartialKnnGraph;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses K of the multi-scale vote from neighbor lists that are spread over machines. Each machine {@linkplain #count
 * counts} its lists, and the {@linkplain #choose choice} by the sum of all counts equals that of
 * {@link MultiscaleAdvice} from the whole graph, bit for bit, because counts are whole numbers. Immutable.
 *
 * <p>Counting looks at each neighbor once per ranking that holds it. The counts are 16 bytes per ranking and scale.
 */
public final class AgreementCounts {
    private final int gallerySize;
    private final int[][] rankings;
    private final int[] scales;
    /** The first scale beyond each place. */
    private final int[] scaleOf;
    /** The items of all rankings, ascending, each once. */
    private final int[] items;
    /** Where the occurrences of each of them start. */
    private final int[] starts;
    /** Occurrences: the ranking and the place, in one number. */
    private final long[] occurrences;

    /**
     * Prepares counting.
     *
     * @param gallerySize G
     * @param neighborsPerItem length of the plain lists, at most G - 1
     * @param rankings of some queries, at least as deep as the lists
     */
    public AgreementCounts(int gallerySize, int neighborsPerItem, InitialRankings rankings) {
        this.gallerySize = gallerySize;
        this.scales = Advice.scales(gallerySize, neighborsPerItem).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        this.rankings = rankings.tops();
        if (rankings.depth() < listLength()) {
            throw new IllegalArgumentException("rankings of " + rankings.depth() + " items are too short for lists of "
                    + listLength() + " neighbors");
        }
        this.scaleOf = ListCounts.scaleOf(scales, listLength());
        long[] byItem = new long[Math.multiplyExact(this.rankings.length, listLength())];
        this.occurrences = new long[byItem.length];
        int at = 0;
        for (int ranking = 0; ranking < this.rankings.length; ranking++) {
            for (int place = 0; place < listLength(); place++) {
                byItem[at] = (long) this.rankings[ranking][place] << Integer.SIZE | at;
                at++;
            }
        }
        Arrays.sort(byItem);
        this.items = Arrays.stream(byItem)
                .mapToInt(entry -> (int) (entry >> Integer.SIZE))
                .distinct()
                .toArray();
        this.starts = new int[items.length + 1];
        int item = -1;
        for (int i = 0; i < byItem.length; i++) {
            if (item < 0 || items[item] != (int) (byItem[i] >> Integer.SIZE)) {
                item++;
                starts[item] = i;
            }
            int position = (int) byItem[i];
            occurrences[i] = (long) (position / listLength()) << Integer.SIZE | position % listLength();
        }
        starts[items.length] = byItem.length;
    }

    /** Returns how many neighbors of each list are counted. */
    public int listLength() {
        return scales.length == 0 ? 0 : scales[scales.length - 1];
    }

    /**
     * Counts the lists of some items. Add up the counts of all items of a gallery, value by value.
     *
     * @param lists plain lists of at least {@link #listLength} neighbors
     */
    public long[] count(PartialKnnGraph lists) {
        int cells = rankings.length * scales.length;
        long[] counts = new long[2 * cells];
        int[] placeOfVoter = new int[rankings.length];
        for (int list = 0; list < lists.items().length; list++) {
            Arrays.fill(placeOfVoter, -1);
            int voter = Arrays.binarySearch(items, lists.items()[list]);
            for (int i = voter < 0 ? 0 : starts[voter]; voter >= 0 && i < starts[voter + 1]; i++) {
                placeOfVoter[(int) (occurrences[i] >> Integer.SIZE)] = (int) occurrences[i];
            }
            for (int rank = 0; rank < listLength(); rank++) {
                int neighbor = Arrays.binarySearch(items, lists.neighbors()[list * lists.perItem() + rank]);
                for (int i = neighbor < 0 ? 0 : starts[neighbor]; neighbor >= 0 && i < starts[neighbor + 1]; i++) {
                    int ranking = (int) (occurrences[i] >> Integer.SIZE);
                    int deepest = Math.max(rank, (int) occurrences[i]);
                    counts[cells + ranking * scales.length + scaleOf[deepest]]++;
                    if (placeOfVoter[ranking] >= 0) {
                        counts[ranking * scales.length + scaleOf[Math.max(deepest, placeOfVoter[ranking])]]++;
                    }
                }
            }
        }
        return counts;
    }

    /**
     * Chooses K and the weights of the scales.
     *
     * @param counts the sums over all lists of the gallery
     */
    public MultiscaleAdvice choose(long[] counts) {
        double[] means = new double[scales.length];
        int cells = rankings.length * scales.length;
        for (int ranking = 0; ranking < rankings.length; ranking++) {
            long inside = 0;
            long expected = 0;
            for (int scale = 0; scale < scales.length; scale++) {
                inside += counts[ranking * scales.length + scale];
                expected += counts[cells + ranking * scales.length + scale];
                means[scale] += ListAgreement.agreement(inside, expected, scales[scale], scales[scale], gallerySize)
                        / rankings.length;
            }
        }
        List<Integer> tested = Arrays.stream(scales).boxed().toList();
        return MultiscaleAdvice.of(Advice.of(tested, means));
    }
}
