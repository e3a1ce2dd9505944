package dev.icfrr.rerank;

import dev.icfrr.knn.NeighborLists;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies a few neighbor lists at a time into a small array. Lists are far apart in memory. Copying several together
 * lets their cache misses overlap, which takes a quarter less time than adding them in place one by one. If only
 * candidates are ranked, voters are their numbers, and so are neighbors in a large gallery.
 */
final class ListReader {
    /** Lists per read; with usual lengths they stay in the first-level cache. */
    static final int LISTS = 8;

    private final NeighborLists lists;
    private final int length;
    private final @Nullable CandidateNumbers candidates;
    private final boolean countsAll;
    private final Object ids;
    private final int[] numbers;
    private final int[] whole = new int[LISTS];

    /**
     * Creates a reader.
     *
     * @param length of the lists at most
     * @param candidates that are ranked; null if the whole gallery is
     * @param countsAll whether neighbors that are no candidates keep their gallery indices
     */
    ListReader(NeighborLists lists, int length, @Nullable CandidateNumbers candidates, boolean countsAll) {
        this.lists = lists;
        this.length = length;
        this.candidates = candidates;
        this.countsAll = countsAll || candidates == null;
        int capacity = Math.multiplyExact(LISTS, length);
        this.ids = lists.isWide() ? new int[capacity] : new char[capacity];
        this.numbers = new int[this.countsAll ? 0 : capacity];
        Arrays.fill(whole, length);
    }

    /** Returns the length of a list at most, and the distance between two lists in the array. */
    int length() {
        return length;
    }

    /** Returns the number of items that lists were computed among, G. */
    int gallerySize() {
        return lists.size();
    }

    /** Returns the candidates that are ranked, or null if the whole gallery is. */
    @Nullable
    CandidateNumbers candidates() {
        return candidates;
    }

    /** Returns whether neighbors keep their gallery indices. */
    boolean countsAll() {
        return countsAll;
    }

    /** Returns how many numbers of neighbors there are if so many items are ranked. */
    int sums(int ranked) {
        return countsAll ? lists.size() : ranked + CandidateNumbers.OUTSIDE;
    }

    /** Reads whole lists, see {@link #read(int[], int, int, int[])}. */
    Object read(int[] voters, int first, int count) {
        return read(voters, first, count, whole);
    }

    /**
     * Reads the lists of {@code voters[first] .. voters[first + count - 1]} into an array, list i from {@code i *
     * length()} on. The next call reuses the array.
     *
     * @param lengths how many neighbors to read of each
     * @return a {@code char[]} or an {@code int[]}
     */
    Object read(int[] voters, int first, int count, int[] lengths) {
        for (int i = 0; i < count; i++) {
            int voter = voters[first + i];
            lists.copyRow(candidates == null ? voter : candidates.item(voter), ids, i * length, lengths[i]);
        }
        if (countsAll || candidates == null) {
            return ids;
        }
        for (int i = 0; i < count; i++) {
            candidates.number(ids, i * length, i * length + lengths[i], numbers);
        }
        return numbers;
    }

    /** Shows all neighbors of some voters. */
    void forEach(int[] voters, int count, IntConsumer neighbor) {
        for (int first = 0; first < count; first += LISTS) {
            int lists = Math.min(LISTS, count - first);
            Object read = read(voters, first, lists);
            for (int at = 0; at < lists * length; at++) {
                neighbor.accept(read instanceof char[] narrow ? narrow[at] : ((int[]) read)[at]);
            }
        }
    }
}
