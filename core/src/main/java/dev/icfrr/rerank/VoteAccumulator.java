package dev.icfrr.rerank;

import dev.icfrr.knn.NeighborLists;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums the votes for every ranked item: {@code G-1-r} for each top item whose list holds it at rank r. The sum is the
 * bonus times {@code (G-1) * |top|}, a whole number. Most voters stay from one iteration to the next, so only the lists
 * of items that enter or leave the top are added or subtracted.
 */
abstract sealed class VoteAccumulator implements Votes {
    /** The sums of so many items in 4 bytes each mostly stay in the caches. */
    static final int SMALL_GALLERY = 1 << 20;

    private final int[] voters;
    private final int[] changed;
    private final int[] turnOf;
    private final long[] hidden;
    private int voterCount;
    private int turn;
    /** The number of ranked items. */
    int size;

    private VoteAccumulator(int capacity, int mostVoters) {
        this.voters = new int[mostVoters];
        this.changed = new int[mostVoters];
        this.turnOf = new int[capacity];
        this.hidden = new long[capacity];
    }

    /**
     * Creates sums, in 32 bits if the largest possible one fits.
     *
     * @param kg number of neighbors per list that count
     * @param candidates that are ranked; null if the whole gallery is
     * @param capacity largest number of ranked items
     * @param top largest number of voters
     */
    static VoteAccumulator of(
            NeighborLists lists, int kg, @Nullable CandidateNumbers candidates, int capacity, int top) {
        boolean fitsInt = (long) top * (lists.size() - 1) <= Integer.MAX_VALUE;
        ListReader reader = new ListReader(lists, kg, candidates, fitsInt && lists.size() <= SMALL_GALLERY);
        return fitsInt ? new OfInts(reader, capacity, top) : new OfLongs(reader, capacity, top);
    }

    /** Returns the sum of one item. */
    abstract long get(int item);

    @Override
    public final long numerator(int item) {
        return get(item);
    }

    @Override
    public final double lowestNumerator() {
        return 0;
    }

    /** Changes the sum of one item. */
    abstract void set(int item, long sum);

    @Override
    public final double highestNumeratorBeside(int[] order, int count) {
        for (int i = 0; i < count; i++) {
            hidden[i] = get(order[i]);
            set(order[i], 0);
        }
        double highest = highestNumerator();
        for (int i = 0; i < count; i++) {
            set(order[i], hidden[i]);
        }
        return highest;
    }

    /** Returns the number of items with a bonus. */
    abstract int boosted();

    /**
     * Finds the positions of an order whose items have a bonus.
     *
     * @param start the first position to look at
     * @param end the position after the last one
     * @param into receives the positions from index {@code found} on
     * @return the index after the last position found
     */
    abstract int find(int[] order, int start, int end, int[] into, int found);

    /** Does the same, faster if about as many items have a bonus as not; one more value may be written. */
    int findMany(int[] order, int start, int end, int[] into, int found) {
        return find(order, start, end, into, found);
    }

    /** Makes all sums 0 for a query of another size. */
    abstract void startSums();

    /** Makes all sums 0, which are those of some voters. */
    abstract void zero(int[] voters, int count);

    /** Makes the sums those of the votes that were added. */
    void complete() {}

    /** Adds {@code sign * (G-1-r)} to every neighbor on the lists of the first {@code count} items. */
    abstract void add(int[] items, int count, int sign);

    @Override
    public final void start(int ranked) {
        size = ranked;
        voterCount = 0;
        startSums();
    }

    @Override
    public final void clear() {
        zero(voters, voterCount);
        voterCount = 0;
    }

    @Override
    public final void moveTo(int[] order, int top) {
        turn += 2;
        if (turn < 0) {
            Arrays.fill(turnOf, 0);
            turn = 2;
        }
        for (int i = 0; i < top; i++) {
            turnOf[order[i]] = turn;
        }
        takeOffLeaving();
        int entering = 0;
        for (int i = 0; i < top; i++) {
            int voter = order[i];
            if (turnOf[voter] == turn) {
                changed[entering++] = voter;
            }
            voters[i] = voter;
        }
        add(changed, entering, 1);
        voterCount = top;
        complete();
    }

    /** Subtracts the lists of voters that are not marked with this turn, and marks the others with the next turn. */
    private void takeOffLeaving() {
        int leaving = 0;
        for (int i = 0; i < voterCount; i++) {
            if (turnOf[voters[i]] != turn) {
                changed[leaving++] = voters[i];
            }
        }
        if (2 * leaving >= voterCount) {
            // Subtracting the old lists would cost as much as starting again.
            zero(voters, voterCount);
            return;
        }
        for (int i = 0; i < voterCount; i++) {
            if (turnOf[voters[i]] == turn) {
                turnOf[voters[i]] = turn + 1;
            }
        }
        add(changed, leaving, -1);
    }

    private static final class OfInts extends VoteAccumulator {
        private final ListReader reader;
        private final VoteSums votes;
        private final int[] counted;
        private final int[] sums;

        OfInts(ListReader reader, int capacity, int top) {
            super(capacity, top);
            this.reader = reader;
            this.votes = new VoteSums(reader, capacity);
            this.counted = votes.counted();
            this.sums = votes.own();
        }

        @Override
        long get(int item) {
            return sums[item];
        }

        @Override
        void set(int item, long sum) {
            sums[item] = (int) sum;
        }

        @Override
        int boosted() {
            int count = 0;
            int ranked = size;
            for (int item = 0; item < ranked; item++) {
                // The sign bit, because a branch would often be mispredicted.
                count += -sums[item] >>> (Integer.SIZE - 1);
            }
            return count;
        }

        @Override
        int find(int[] order, int start, int end, int[] into, int found) {
            int to = found;
            for (int position = start; position < end; position++) {
                // Mostly not taken and well predicted beyond the head of an order.
                if (sums[order[position]] != 0) {
                    into[to++] = position;
                }
            }
            return to;
        }

        @Override
        int findMany(int[] order, int start, int end, int[] into, int found) {
            int to = found;
            for (int position = start; position < end; position++) {
                // The sign bit, because a branch would often be mispredicted.
                into[to] = position;
                to += -sums[order[position]] >>> (Integer.SIZE - 1);
            }
            return to;
        }

        @Override
        public void bonuses(double beta, double denominator, double[] into) {
            int ranked = size;
            for (int item = 0; item < ranked; item++) {
                into[item] = beta * sums[item] / denominator;
            }
        }

        @Override
        public double highestNumerator() {
            int most = 0;
            int ranked = size;
            for (int item = 0; item < ranked; item++) {
                // A well predicted branch is cheaper here than Math.max.
                if (sums[item] > most) {
                    most = sums[item];
                }
            }
            return most;
        }

        @Override
        void startSums() {
            votes.start(size);
        }

        @Override
        void zero(int[] voters, int count) {
            votes.clear(voters, count);
        }

        @Override
        void complete() {
            votes.copy();
        }

        @Override
        void add(int[] items, int count, int sign) {
            int nearest = sign * (reader.gallerySize() - 1);
            for (int first = 0; first < count; first += ListReader.LISTS) {
                int lists = Math.min(ListReader.LISTS, count - first);
                switch (reader.read(items, first, lists)) {
                    case char[] ids -> add(ids, lists, nearest, sign);
                    case int[] ids -> add(ids, lists, nearest, sign);
                    default -> throw new IllegalStateException();
                }
            }
        }

        private void add(char[] ids, int lists, int nearest, int sign) {
            int kg = reader.length();
            for (int start = 0; start < lists * kg; start += kg) {
                int weight = nearest;
                for (int at = start; at < start + kg; at++) {
                    counted[ids[at]] += weight;
                    weight -= sign;
                }
            }
        }

        private void add(int[] ids, int lists, int nearest, int sign) {
            int kg = reader.length();
            for (int start = 0; start < lists * kg; start += kg) {
                int weight = nearest;
                for (int at = start; at < start + kg; at++) {
                    counted[ids[at]] += weight;
                    weight -= sign;
                }
            }
        }
    }

    /** Sums in 64 bits, for very large galleries and many voters. */
    private static final class OfLongs extends VoteAccumulator {
        private final ListReader reader;
        private final long[] sums;

        OfLongs(ListReader reader, int capacity, int top) {
            super(capacity, top);
            this.reader = reader;
            this.sums = new long[reader.sums(capacity)];
        }

        @Override
        long get(int item) {
            return sums[item];
        }

        @Override
        void set(int item, long sum) {
            sums[item] = sum;
        }

        @Override
        int boosted() {
            int count = 0;
            for (int item = 0; item < size; item++) {
                count += (int) (-sums[item] >>> (Long.SIZE - 1));
            }
            return count;
        }

        @Override
        int find(int[] order, int start, int end, int[] into, int found) {
            int to = found;
            for (int position = start; position < end; position++) {
                // Mostly not taken and well predicted beyond the head of an order.
                if (sums[order[position]] != 0) {
                    into[to++] = position;
                }
            }
            return to;
        }

        @Override
        public void bonuses(double beta, double denominator, double[] into) {
            for (int item = 0; item < size; item++) {
                into[item] = beta * sums[item] / denominator;
            }
        }

        @Override
        public double highestNumerator() {
            long most = 0;
            for (int item = 0; item < size; item++) {
                // A well predicted branch is cheaper here than Math.max.
                if (sums[item] > most) {
                    most = sums[item];
                }
            }
            return most;
        }

        @Override
        void startSums() {
            Arrays.fill(sums, 0, reader.sums(size), 0);
        }

        @Override
        void zero(int[] voters, int count) {
            startSums();
        }

        @Override
        void add(int[] items, int count, int sign) {
            int kg = reader.length();
            for (int first = 0; first < count; first += ListReader.LISTS) {
                int lists = Math.min(ListReader.LISTS, count - first);
                Object ids = reader.read(items, first, lists);
                for (int i = 0; i < lists; i++) {
                    add(ids, i * kg, sign);
                }
            }
        }

        private void add(Object ids, int start, int sign) {
            long weight = (long) sign * (reader.gallerySize() - 1);
            for (int at = start; at < start + reader.length(); at++) {
                sums[ids instanceof char[] narrow ? narrow[at] : ((int[]) ids)[at]] += weight;
                weight -= sign;
            }
        }
    }
}
