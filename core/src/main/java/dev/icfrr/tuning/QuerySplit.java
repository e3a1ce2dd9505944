package dev.icfrr.tuning;

import dev.icfrr.metrics.Labels;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Queries in two halves drawn at random: one to choose settings, one to judge the choice. A setting chosen for its
 * result on some queries looks better on these than it is; the held-out half gives an unbiased estimate. Immutable.
 */
public final class QuerySplit {
    private final int[] choosing;
    private final int[] heldOut;

    private QuerySplit(int[] choosing, int[] heldOut) {
        this.choosing = choosing;
        this.heldOut = heldOut;
    }

    /**
     * Draws two halves of the labeled queries.
     *
     * @param most largest number of queries in both halves; more queries are left out
     * @param seed seed of the draw; the same seed draws the same halves
     * @throws IllegalArgumentException if fewer than 2 queries have a label, or {@code most} is below 2
     */
    public static QuerySplit of(Labels labels, int most, long seed) {
        if (most < 2) {
            throw new IllegalArgumentException("a split needs 2 queries or more, not " + most);
        }
        int[] known = IntStream.range(0, labels.queries())
                .filter(query -> labels.ofQuery(query) != Labels.UNKNOWN)
                .toArray();
        if (known.length < 2) {
            throw new IllegalArgumentException(
                    "a split needs 2 queries or more with a label, and there are " + known.length);
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = known.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = known[i];
            known[i] = known[j];
            known[j] = swapped;
        }
        int count = Math.min(most, known.length);
        int half = count / 2;
        return new QuerySplit(sorted(known, 0, half), sorted(known, half, count));
    }

    private static int[] sorted(int[] drawn, int from, int to) {
        return IntStream.range(from, to).map(i -> drawn[i]).sorted().toArray();
    }

    /** Returns the queries of the choosing half, ascending. */
    public int[] choosing() {
        return choosing.clone();
    }

    /** Returns the queries of the held-out half, ascending; one more if the number is odd. */
    public int[] heldOut() {
        return heldOut.clone();
    }

    /** Returns the queries of both halves, the choosing half first. */
    int[] all() {
        return IntStream.concat(IntStream.of(choosing), IntStream.of(heldOut)).toArray();
    }
}
