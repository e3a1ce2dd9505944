package dev.icfrr.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * For every gallery item the sum, over the top items whose list holds it at rank r, of {@code G-1-r}: the bonus in whole
 * numbers, {@code (G-1) * |top|} times as large. Most of the top stays from one iteration to the next, so only the lists
 * that enter or leave it are added or taken off.
 */
abstract sealed class BonusSums {
    private final NeighborLists lists;
    private final int top;
    private final int[] voters;
    private final int[] turnOf;
    private int voterCount;
    private int turn;

    private BonusSums(NeighborLists lists, int top) {
        this.lists = lists;
        this.top = top;
        this.voters = new int[top];
        this.turnOf = new int[lists.size()];
    }

    /**
     * Sums for one gallery; in 32 bits while the largest possible sum allows.
     *
     * @param kg how many neighbors of each list count
     * @param top how many items vote
     */
    static BonusSums of(NeighborLists lists, int kg, int top) {
        boolean fitsInt = (long) top * (lists.size() - 1) <= Integer.MAX_VALUE;
        return fitsInt ? new OfInts(lists, kg, top) : new OfLongs(lists, kg, top);
    }

    /** The sum of one gallery item. */
    abstract long get(int item);

    abstract void zero();

    /** Adds {@code sign * (G-1-r)} to every neighbor on one item's list. */
    abstract void add(NeighborLists lists, int item, int sign);

    /** Forgets all votes, for a new query. */
    final void clear() {
        zero();
        voterCount = 0;
    }

    /** Makes the first {@code top} items of an order the voters. */
    final void moveTo(int[] order) {
        turn += 2;
        if (turn < 0) {
            Arrays.fill(turnOf, 0);
            turn = 2;
        }
        for (int i = 0; i < top; i++) {
            turnOf[order[i]] = turn;
        }
        int leaving = 0;
        for (int i = 0; i < voterCount; i++) {
            leaving += turnOf[voters[i]] == turn ? 0 : 1;
        }
        if (2 * leaving >= top || voterCount == 0) {
            // Taking the old lists off would cost as much as starting again.
            zero();
        } else {
            for (int i = 0; i < voterCount; i++) {
                int voter = voters[i];
                if (turnOf[voter] == turn) {
                    turnOf[voter] = turn + 1;
                } else {
                    add(lists, voter, -1);
                }
            }
        }
        for (int i = 0; i < top; i++) {
            int voter = order[i];
            if (turnOf[voter] == turn) {
                add(lists, voter, 1);
            }
            voters[i] = voter;
        }
        voterCount = top;
    }

    private static final class OfInts extends BonusSums {
        private final int[] sums;
        private final int kg;

        OfInts(NeighborLists lists, int kg, int top) {
            super(lists, top);
            this.sums = new int[lists.size()];
            this.kg = kg;
        }

        @Override
        long get(int item) {
            return sums[item];
        }

        @Override
        void zero() {
            Arrays.fill(sums, 0);
        }

        @Override
        void add(NeighborLists lists, int item, int sign) {
            MemorySegment ids = lists.ids();
            long start = (long) item * lists.stride();
            int weight = sign * (lists.size() - 1);
            if (lists.isWide()) {
                for (int rank = 0; rank < kg; rank++) {
                    sums[ids.getAtIndex(ValueLayout.JAVA_INT, start + rank)] += weight;
                    weight -= sign;
                }
            } else {
                for (int rank = 0; rank < kg; rank++) {
                    sums[ids.getAtIndex(ValueLayout.JAVA_CHAR, start + rank)] += weight;
                    weight -= sign;
                }
            }
        }
    }

    private static final class OfLongs extends BonusSums {
        private final long[] sums;
        private final int kg;

        OfLongs(NeighborLists lists, int kg, int top) {
            super(lists, top);
            this.sums = new long[lists.size()];
            this.kg = kg;
        }

        @Override
        long get(int item) {
            return sums[item];
        }

        @Override
        void zero() {
            Arrays.fill(sums, 0);
        }

        @Override
        void add(NeighborLists lists, int item, int sign) {
            MemorySegment ids = lists.ids();
            long start = (long) item * lists.stride();
            long weight = (long) sign * (lists.size() - 1);
            for (int rank = 0; rank < kg; rank++) {
                int neighbor = lists.isWide()
                        ? ids.getAtIndex(ValueLayout.JAVA_INT, start + rank)
                        : ids.getAtIndex(ValueLayout.JAVA_CHAR, start + rank);
                sums[neighbor] += weight;
                weight -= sign;
            }
        }
    }
}
