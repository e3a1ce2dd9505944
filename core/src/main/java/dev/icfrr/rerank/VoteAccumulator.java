package dev.icfrr.rerank;

import dev.icfrr.knn.NeighborLists;
import java.util.Arrays;

/**
 * Sums the votes for every gallery item: {@code G-1-r} for each top item whose list holds it at rank r. The sum is the
 * bonus times {@code (G-1) * |top|}, a whole number. Most voters stay from one iteration to the next, so only the lists
 * of items that enter or leave the top are added or subtracted.
 */
abstract sealed class VoteAccumulator implements Votes {
    private final int[] voters;
    private final int[] changed;
    private final int[] turnOf;
    private final long[] hidden;
    private int voterCount;
    private int turn;

    private VoteAccumulator(int size, int mostVoters) {
        this.voters = new int[mostVoters];
        this.changed = new int[mostVoters];
        this.turnOf = new int[size];
        this.hidden = new long[size];
    }

    /**
     * Creates sums for one gallery, in 32 bits if the largest possible sum fits.
     *
     * @param kg number of neighbors per list that count
     * @param top largest number of voters
     */
    static VoteAccumulator of(NeighborLists lists, int kg, int top) {
        boolean fitsInt = (long) top * (lists.size() - 1) <= Integer.MAX_VALUE;
        return fitsInt ? new OfInts(lists, kg, top) : new OfLongs(lists, kg, top);
    }

    /** Returns the sum of one gallery item. */
    abstract long get(int item);

    @Override
    public final long numerator(int item) {
        return get(item);
    }

    @Override
    public final double lowestNumerator() {
        return 0;
    }

    /** Changes the sum of one gallery item. */
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

    /** Returns the number of gallery items with a bonus. */
    abstract int boosted();

    abstract void zero();

    /** Adds {@code sign * (G-1-r)} to every neighbor on the lists of the first {@code count} items. */
    abstract void add(int[] items, int count, int sign);

    @Override
    public final void clear() {
        zero();
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
            zero();
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
        private final int[] sums;
        private final ListReader reader;

        OfInts(NeighborLists lists, int kg, int top) {
            super(lists.size(), top);
            this.sums = new int[lists.size()];
            this.reader = new ListReader(lists, kg);
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
            for (int sum : sums) {
                // The sign bit, because a branch would often be mispredicted.
                count += -sum >>> (Integer.SIZE - 1);
            }
            return count;
        }

        @Override
        public void bonuses(double beta, double denominator, double[] into) {
            for (int item = 0; item < sums.length; item++) {
                into[item] = beta * sums[item] / denominator;
            }
        }

        @Override
        public double highestNumerator() {
            int most = 0;
            for (int sum : sums) {
                // A well predicted branch is cheaper here than Math.max.
                if (sum > most) {
                    most = sum;
                }
            }
            return most;
        }

        @Override
        void zero() {
            Arrays.fill(sums, 0);
        }

        @Override
        void add(int[] items, int count, int sign) {
            int nearest = sign * (sums.length - 1);
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
            int kg = reader.kg();
            for (int start = 0; start < lists * kg; start += kg) {
                int weight = nearest;
                for (int at = start; at < start + kg; at++) {
                    sums[ids[at]] += weight;
                    weight -= sign;
                }
            }
        }

        private void add(int[] ids, int lists, int nearest, int sign) {
            int kg = reader.kg();
            for (int start = 0; start < lists * kg; start += kg) {
                int weight = nearest;
                for (int at = start; at < start + kg; at++) {
                    sums[ids[at]] += weight;
                    weight -= sign;
                }
            }
        }
    }

    /** Sums in 64 bits, for very large galleries and many voters. */
    private static final class OfLongs extends VoteAccumulator {
        private final NeighborLists lists;
        private final int[] row;
        private final long[] sums;

        OfLongs(NeighborLists lists, int kg, int top) {
            super(lists.size(), top);
            this.lists = lists;
            this.row = new int[kg];
            this.sums = new long[lists.size()];
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
            for (long sum : sums) {
                count += (int) (-sum >>> (Long.SIZE - 1));
            }
            return count;
        }

        @Override
        public void bonuses(double beta, double denominator, double[] into) {
            for (int item = 0; item < sums.length; item++) {
                into[item] = beta * sums[item] / denominator;
            }
        }

        @Override
        public double highestNumerator() {
            long most = 0;
            for (long sum : sums) {
                // A well predicted branch is cheaper here than Math.max.
                if (sum > most) {
                    most = sum;
                }
            }
            return most;
        }

        @Override
        void zero() {
            Arrays.fill(sums, 0);
        }

        @Override
        void add(int[] items, int count, int sign) {
            for (int i = 0; i < count; i++) {
                lists.copyRow(items[i], row, row.length);
                long weight = (long) sign * (sums.length - 1);
                for (int neighbor : row) {
                    sums[neighbor] += weight;
                    weight -= sign;
                }
            }
        }
    }
}
