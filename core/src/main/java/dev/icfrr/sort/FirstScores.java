package dev.icfrr.sort;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Selection of the greatest of many scores, in order. A limit that is estimated from a sample lets a few more than the
 * wanted number pass, and only those are sorted. If too few pass, all are sorted. One object serves one thread.
 */
public final class FirstScores {
    private static final int SAMPLE = 256;
    /** Up to a quarter, the greatest scores are selected instead of sorting all. */
    private static final int SELECTED_SHARE = 4;
    /** Scores to look at between two checks of the room for those that pass. */
    private static final int STRETCH = 4096;

    private final ScoreSort sort;
    private final double[] sample = new double[SAMPLE];
    /** Where in its stretch of the scores each sample is taken, 0 to 1; at random, because scores may alternate. */
    private final double[] offsets =
            new SplittableRandom(SAMPLE).doubles(SAMPLE).toArray();

    private double[] passed = {};
    private int[] indices = {};

    /** @param sort of as many scores as there will be */
    public FirstScores(ScoreSort sort) {
        this.sort = sort;
    }

    /** Returns whether so few scores are wanted that they are selected before sorting. */
    public static boolean selects(int wanted, int count) {
        return wanted <= count / SELECTED_SHARE;
    }

    /**
     * Sorts the greatest scores.
     *
     * @param scores no NaN
     * @param count how many scores there are
     * @param wanted how many of them to find, at least 1 and at most {@code count}
     * @param into receives their indices, greatest score first, equal scores by index; room for {@code count}
     * @return how many indices were written: at least {@code wanted}, and all scores that equal the last wanted one
     */
    public int descending(double[] scores, int count, int wanted, int[] into) {
        int found = selects(wanted, count) ? pass(scores, count, limit(scores, count, wanted)) : 0;
        if (found < wanted) {
            System.arraycopy(sort.descending(scores, count), 0, into, 0, count);
            return count;
        }
        int[] sorted = sort.descending(passed, found);
        for (int i = 0; i < found; i++) {
            into[i] = indices[sorted[i]];
        }
        return found;
    }

    private double limit(double[] scores, int count, int wanted) {
        for (int i = 0; i < SAMPLE; i++) {
            sample[i] = scores[(int) ((i + offsets[i]) * count / SAMPLE)];
        }
        Arrays.sort(sample);
        double expected = (double) SAMPLE * wanted / count;
        int position = (int) Math.ceil(expected + 2.5 * Math.sqrt(expected) + 1);
        return sample[Math.max(0, SAMPLE - position)];
    }

    /** Collects the scores that are at least a limit. */
    private int pass(double[] scores, int count, double limit) {
        int found = 0;
        for (int start = 0; start < count; start += STRETCH) {
            int end = Math.min(count, start + STRETCH);
            if (found + STRETCH > passed.length) {
                int room = 2 * found + STRETCH;
                passed = Arrays.copyOf(passed, room);
                indices = Arrays.copyOf(indices, room);
            }
            found = pass(scores, start, end, limit, passed, indices, found);
        }
        return found;
    }

    private static int pass(
            double[] scores, int start, int end, double limit, double[] passed, int[] indices, int found) {
        int to = found;
        for (int i = start; i < end; i++) {
            passed[to] = scores[i];
            indices[to] = i;
            to += scores[i] >= limit ? 1 : 0;
        }
        return to;
    }
}
