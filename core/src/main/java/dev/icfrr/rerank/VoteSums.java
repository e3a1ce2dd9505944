package dev.icfrr.rerank;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums of votes in 32 bits. If candidates of a small gallery are ranked, the votes for all its items are counted, and
 * the sums of the candidates are copied: asking for every neighbor whether it is a candidate takes longer. Of a large
 * gallery, only the votes for candidates are counted. One object serves one thread.
 */
final class VoteSums {
    /** Zeroing a single sum takes as long as zeroing so many in sequence. */
    private static final int IN_SEQUENCE = 16;

    private final ListReader reader;
    private final @Nullable CandidateNumbers candidates;
    /** By the numbers that the reader gives to neighbors. */
    private final int[] counted;

    private final int[] own;
    private int size;

    /**
     * Creates sums.
     *
     * @param reader of the lists that vote
     * @param capacity largest number of ranked items
     */
    VoteSums(ListReader reader, int capacity) {
        this.reader = reader;
        counted = new int[reader.sums(capacity)];
        candidates = reader.countsAll() ? reader.candidates() : null;
        own = candidates == null ? counted : new int[capacity];
    }

    /** Returns the sums to add votes to, by the numbers that the reader gives to neighbors. */
    int[] counted() {
        return counted;
    }

    /** Returns the sums of the ranked items when they were last {@link #copy copied}. The array may be longer. */
    int[] own() {
        return own;
    }

    /** Copies the sums of the ranked items. */
    void copy() {
        if (candidates != null) {
            candidates.select(counted, own);
        }
    }

    /** Starts a query without votes. Those of the query before must be cleared. */
    void start(int ranked) {
        size = ranked;
        if (candidates == null) {
            Arrays.fill(counted, 0, reader.sums(ranked), 0);
        }
    }

    /**
     * Makes all sums 0.
     *
     * @param voters those whose votes are counted
     */
    void clear(int[] voters, int count) {
        if (candidates == null) {
            Arrays.fill(counted, 0, reader.sums(size), 0);
        } else if ((long) IN_SEQUENCE * count * reader.length() > counted.length) {
            Arrays.fill(counted, 0);
        } else {
            reader.forEach(voters, count, neighbor -> counted[neighbor] = 0);
        }
    }
}
