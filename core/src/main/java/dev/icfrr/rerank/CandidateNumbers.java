package dev.icfrr.rerank;

import java.util.Arrays;

/**
 * The candidates of a query, numbered from 0 on, so that the memory of the query depends on their number and not on the
 * gallery's size. Each candidate has one of two places in a table, by cuckoo hashing. So a look-up has no branches that
 * a processor would mispredict. One object serves one thread.
 */
final class CandidateNumbers {
    /**
     * Neighbors that are no candidates get one of so many numbers after those of the candidates. With a single number,
     * each vote would wait for the one before.
     */
    static final int OUTSIDE = 64;

    /** Places per candidate in each half of the table. With so many, few candidates must move. */
    private static final int PLACES = 2;

    private static final int LEAST_BITS = 4;
    private static final int MOST_MOVES = 64;
    private static final int FIRST_FACTOR = 0x9E3779B9;
    private static final int SECOND_FACTOR = 0x85EBCA6B;

    private final int gallerySize;
    private int count;
    /** The candidates from index 1 on. At index 0, where empty places lead, there is no gallery index. */
    private int[] items = {};

    /** By place, the index of a candidate among the items. */
    private int[] first = {};

    private int[] second = {};
    private int shift;

    CandidateNumbers(int gallerySize) {
        this.gallerySize = gallerySize;
    }

    /**
     * Numbers the candidates of another query in the order given.
     *
     * @param candidates gallery indices, at least one; copied
     * @throws IllegalArgumentException if one is no gallery index or is listed twice
     */
    void set(int[] candidates) {
        count = candidates.length;
        if (items.length <= count) {
            items = new int[1 + count];
            items[0] = -1;
        }
        System.arraycopy(candidates, 0, items, 1, count);
        int bits = Math.max(LEAST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(PLACES * count - 1));
        while (!fill(bits)) {
            bits++;
        }
    }

    /** Returns the gallery index of a candidate. */
    int item(int number) {
        return items[1 + number];
    }

    /** Returns the gallery indices of the first numbers of an order, in an array that is at least as long. */
    int[] items(int[] order, int length, int[] into) {
        for (int position = 0; position < length; position++) {
            into[position] = items[1 + order[position]];
        }
        return into;
    }

    /** Copies the values of the candidates, by gallery index, to an array by number. */
    void select(int[] ofGallery, int[] into) {
        for (int number = 0; number < count; number++) {
            into[number] = ofGallery[items[1 + number]];
        }
    }

    /** Returns the votes of chance of the candidates, by number. */
    ChanceVotes select(ChanceVotes ofGallery) {
        return ofGallery.select(Arrays.copyOfRange(items, 1, 1 + count));
    }

    /** Puts candidates of equal scores into the order of their gallery indices. */
    void sortTies(double[] scores, int[] order) {
        for (int start = 0; start < count; ) {
            int end = start + 1;
            while (end < count && scores[end] == scores[start]) {
                end++;
            }
            if (end > start + 1) {
                sortByItem(order, start, end);
            }
            start = end;
        }
    }

    private void sortByItem(int[] order, int start, int end) {
        long[] keys = new long[end - start];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) item(order[start + i]) << Integer.SIZE | order[start + i];
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            order[start + i] = (int) keys[i];
        }
    }

    /**
     * Replaces gallery indices by numbers.
     *
     * @param ids a {@code char[]} or an {@code int[]}
     * @param start the first to replace
     * @param into receives the numbers, at the same places; those from the number of candidates on are of no candidate
     */
    void number(Object ids, int start, int end, int[] into) {
        switch (ids) {
            case char[] narrow -> {
                for (int i = start; i < end; i++) {
                    into[i] = number(narrow[i]);
                }
            }
            case int[] wide -> {
                for (int i = start; i < end; i++) {
                    into[i] = number(wide[i]);
                }
            }
            default -> throw new IllegalArgumentException();
        }
    }

    // Masks instead of conditions: whether a neighbor is a candidate cannot be predicted, and a wrong guess takes
    // longer.

    private int number(int item) {
        int index = index(item);
        int isCandidate = -index >> (Integer.SIZE - 1);
        return ((index - 1) & isCandidate) | ((count + (item & (OUTSIDE - 1))) & ~isCandidate);
    }

    /** Returns the index of an item among the candidates, or 0. */
    private int index(int item) {
        int a = first[placeInFirst(item)];
        int b = second[placeInSecond(item)];
        int notA = items[a] - item;
        int notB = items[b] - item;
        return (a & ~((notA | -notA) >> (Integer.SIZE - 1))) | (b & ~((notB | -notB) >> (Integer.SIZE - 1)));
    }

    private int placeInFirst(int item) {
        return (item * FIRST_FACTOR) >>> shift;
    }

    private int placeInSecond(int item) {
        return (item * SECOND_FACTOR) >>> shift;
    }

    /** Fills the table. Returns false if it is too small. */
    private boolean fill(int bits) {
        shift = Integer.SIZE - bits;
        if (first.length < 1 << bits) {
            first = new int[1 << bits];
            second = new int[1 << bits];
        } else {
            Arrays.fill(first, 0, 1 << bits, 0);
            Arrays.fill(second, 0, 1 << bits, 0);
        }
        for (int index = 1; index <= count; index++) {
            int item = items[index];
            if (item < 0 || item >= gallerySize) {
                throw new IllegalArgumentException(
                        "candidate " + item + " is no gallery index: the gallery has " + gallerySize + " items");
            }
            if (index(item) != 0) {
                throw new IllegalArgumentException("candidate " + item + " is listed twice");
            }
            if (!place(index)) {
                return false;
            }
        }
        return true;
    }

    /** Places a candidate. One that was at its place moves to its other place. */
    private boolean place(int index) {
        int moving = index;
        for (int moves = 0; moves < MOST_MOVES; moves++) {
            int at = placeInFirst(items[moving]);
            int moved = first[at];
            first[at] = moving;
            if (moved == 0) {
                return true;
            }
            at = placeInSecond(items[moved]);
            moving = second[at];
            second[at] = moved;
            if (moving == 0) {
                return true;
            }
        }
        return false;
    }
}
