package dev.icfrr.knn.rows;

import dev.icfrr.kernel.Selection;
import dev.icfrr.sort.SortableBits;
import java.util.Arrays;

/** What may be among the nearest of one row: keys and positions, unordered, in a buffer of bounded size. */
public final class Candidates {
    /** Guesses by share before the interval is halved, for keys that are unevenly spread. */
    private static final int GUESSES = 12;

    /** Rows of a buffer beyond those that are wanted. */
    public static final int SPARE = 64;

    /** Keys of the candidates; a smaller one means a nearer row. */
    public float[] keys;
    /** Positions of the candidates. */
    public int[] positions;
    /** How many candidates there are. */
    public int count;

    /** Makes an empty buffer for so many candidates. */
    public Candidates(int capacity) {
        keys = new float[capacity];
        positions = new int[capacity];
    }

    /** Returns the room of a buffer that is pruned to {@code wanted} of all rows when it is full. */
    public static int capacity(int rows, int wanted) {
        return (int) Math.min(rows, wanted + wanted / 8L + SPARE);
    }

    /** Returns every position, none known to be nearer than another. */
    public static Candidates all(int count) {
        Candidates all = new Candidates(count);
        Arrays.fill(all.keys, Float.NEGATIVE_INFINITY);
        Arrays.setAll(all.positions, i -> i);
        all.count = count;
        return all;
    }

    /** Returns a copy without spare room. */
    public Candidates copy() {
        Candidates copy = new Candidates(count);
        copy.addAll(keys, positions, 0, count);
        return copy;
    }

    void add(float key, int position) {
        keys[count] = key;
        positions[count] = position;
        count++;
    }

    /** Appends up to as many as there is room for and returns how many. */
    public int addAll(float[] fromKeys, int[] fromPositions, int start, int end) {
        int taken = Math.min(end - start, keys.length - count);
        System.arraycopy(fromKeys, start, keys, count, taken);
        System.arraycopy(fromPositions, start, positions, count, taken);
        count += taken;
        return taken;
    }

    /**
     * Returns a limit that at least {@code wanted} keys do not exceed. Narrows an interval, at first by the share of
     * keys in it, so that a few counts suffice.
     *
     * @param wanted at least 1 and at most the count
     * @param spare how many more keys may pass, apart from keys that equal the last; more are found sooner
     */
    public float limitOf(int wanted, int spare, Selection selection) {
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            int bits = SortableBits.of(keys[i]);
            if (bits < low) {
                low = bits;
            }
            if (bits > high) {
                high = bits;
            }
        }
        int most = wanted + spare;
        // Numbers of keys up to the two ends of the interval.
        int below = 0;
        int found = count;
        low--;
        for (int tries = 0; found > most && high - 1 > low; tries++) {
            int middle = (int) (((long) low + high) >> 1);
            if (tries < GUESSES) {
                float from = SortableBits.toFloat(low);
                float guess = from + (SortableBits.toFloat(high) - from) * (most - below) / (found - below);
                middle = Math.clamp(SortableBits.of(guess), low + 1, high - 1);
            }
            int upTo = selection.countAtMost(keys, count, SortableBits.toFloat(middle));
            if (upTo < wanted) {
                low = middle;
                below = upTo;
            } else {
                high = middle;
                found = upTo;
            }
        }
        return SortableBits.toFloat(high);
    }

    /** Keeps the candidates with keys up to the limit. */
    public void keepUpTo(float limit, Selection selection) {
        count = selection.keepAtMost(keys, positions, count, limit);
    }
}
