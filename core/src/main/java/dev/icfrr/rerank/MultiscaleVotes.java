package dev.icfrr.rerank;

import dev.icfrr.knn.NeighborLists;
import org.jspecify.annotations.Nullable;

/**
 * The votes of the multi-scale vote, in whole numbers: {@code votes(i)} is the sum of {@link Scales#weight(int, int)}
 * over the places p of the top and the ranks r at which the list of the item at p holds i. A bonus subtracts the votes
 * that random voters would give, see {@link ChanceVotes}:
 *
 * <pre>bonus(i) = (G * votes(i) - K * chance(i)) / (sum of the scales' weights * K * G)</pre>
 *
 * <p>Weights are constant within bands of places and ranks. From one iteration to the next only the voters that enter,
 * leave or change their band are counted anew, and of a voter that changes its band only the ranks below the larger
 * band.
 */
final class MultiscaleVotes implements Votes {
    /** Marks an item of the new top while changes are collected. */
    private static final int STAYS = 0x40;

    private final ListReader reader;
    private final Scales scales;
    private final ChanceVotes ofGallery;
    private final @Nullable CandidateNumbers candidates;
    private final int length;
    /** The number of ranked items. */
    private int size;
    /** The votes of chance of the ranked items. */
    private ChanceVotes chance;

    private final VoteSums sums;
    private final int[] counted;
    private final int[] votes;
    private final int[] hidden;
    /** By item: the band that it votes in, plus 1; 0 if it does not vote. */
    private final byte[] bandOf;

    private final int[] voters;
    private int voterCount;

    /** The voters to count anew, with the bands (plus 1, 0 for none) that they voted in and that they vote in now. */
    private final int[] changed;

    private final byte[] oldBand;
    private final byte[] newBand;
    private int changes;

    private final int[] lengths = new int[ListReader.LISTS];

    /**
     * Creates votes.
     *
     * @param capacity largest number of ranked items
     * @param candidates that are ranked; null if the whole gallery is
     */
    MultiscaleVotes(NeighborLists lists, ChanceVotes chance, int capacity, @Nullable CandidateNumbers candidates) {
        this.scales = chance.scales();
        this.ofGallery = chance;
        this.chance = chance;
        this.candidates = candidates;
        length = Math.min(lists.stride(), scales.largest());
        reader = new ListReader(lists, length, candidates, lists.size() <= VoteAccumulator.SMALL_GALLERY);
        sums = new VoteSums(reader, capacity);
        counted = sums.counted();
        votes = sums.own();
        hidden = new int[capacity];
        bandOf = new byte[capacity];
        int most = Math.min(scales.largest(), capacity);
        voters = new int[most];
        changed = new int[2 * most];
        oldBand = new byte[2 * most];
        newBand = new byte[2 * most];
    }

    @Override
    public long numerator(int item) {
        return (long) reader.gallerySize() * votes[item] - chance.numerator(item);
    }

    @Override
    public double lowestNumerator() {
        return -(double) chance.largestNumerator();
    }

    @Override
    public double highestNumerator() {
        int most = 0;
        int ranked = size;
        for (int item = 0; item < ranked; item++) {
            // A well predicted branch is cheaper here than Math.max.
            if (votes[item] > most) {
                most = votes[item];
            }
        }
        return (double) reader.gallerySize() * most;
    }

    @Override
    public double highestNumeratorBeside(int[] order, int count) {
        for (int i = 0; i < count; i++) {
            hidden[i] = votes[order[i]];
            votes[order[i]] = 0;
        }
        double perVote = reader.gallerySize();
        double perChanceVote = scales.largest();
        double highest = 0;
        int ranked = size;
        for (int item = 0; item < ranked; item++) {
            double numerator = perVote * votes[item] - perChanceVote * chance.of(item);
            if (numerator > highest) {
                highest = numerator;
            }
        }
        for (int i = 0; i < count; i++) {
            votes[order[i]] = hidden[i];
        }
        return highest;
    }

    @Override
    public void bonuses(double beta, double denominator, double[] into) {
        // Doubles hold these whole numbers exactly, and processors convert int faster than long.
        double perVote = reader.gallerySize();
        double perChanceVote = scales.largest();
        int ranked = size;
        for (int item = 0; item < ranked; item++) {
            into[item] = beta * (perVote * votes[item] - perChanceVote * chance.of(item)) / denominator;
        }
    }

    @Override
    public void start(int ranked) {
        size = ranked;
        chance = candidates == null ? ofGallery : candidates.select(ofGallery);
        sums.start(ranked);
        forgetVoters();
    }

    @Override
    public void clear() {
        sums.clear(voters, voterCount);
        forgetVoters();
    }

    private void forgetVoters() {
        for (int i = 0; i < voterCount; i++) {
            bandOf[voters[i]] = 0;
        }
        voterCount = 0;
    }

    @Override
    public void moveTo(int[] order, int top) {
        long cost = collectChanges(order, top);
        if (cost >= (long) top * length) {
            sums.clear(voters, voterCount);
            collectAll(order, top);
        }
        System.arraycopy(order, 0, voters, 0, top);
        voterCount = top;
        for (int first = 0; first < changes; first += ListReader.LISTS) {
            add(first, Math.min(ListReader.LISTS, changes - first));
        }
        sums.copy();
    }

    /** Finds the voters to count anew; returns how many list entries that takes. */
    private long collectChanges(int[] order, int top) {
        changes = 0;
        long cost = 0;
        for (int place = 0; place < top; place++) {
            int item = order[place];
            int to = scales.band(place) + 1;
            int from = bandOf[item];
            if (from != to) {
                cost += change(item, from, to);
            }
            bandOf[item] = (byte) (to | STAYS);
        }
        for (int i = 0; i < voterCount; i++) {
            int item = voters[i];
            if ((bandOf[item] & STAYS) == 0) {
                cost += change(item, bandOf[item], 0);
                bandOf[item] = 0;
            }
        }
        for (int place = 0; place < top; place++) {
            bandOf[order[place]] &= (byte) ~STAYS;
        }
        return cost;
    }

    private int change(int item, int from, int to) {
        changed[changes] = item;
        oldBand[changes] = (byte) from;
        newBand[changes] = (byte) to;
        changes++;
        return entries(from, to);
    }

    /** Makes all of the top changes from nothing. */
    private void collectAll(int[] order, int top) {
        changes = 0;
        for (int place = 0; place < top; place++) {
            change(order[place], 0, scales.band(place) + 1);
        }
    }

    /** How many entries of a list change their weight: beyond the larger band the neighbor's rank decides. */
    private int entries(int from, int to) {
        return from == 0 || to == 0 ? length : Math.min(length, scales.start(Math.max(from, to) - 1));
    }

    private void add(int first, int count) {
        for (int i = 0; i < count; i++) {
            lengths[i] = entries(oldBand[first + i], newBand[first + i]);
        }
        Object ids = reader.read(changed, first, count, lengths);
        for (int i = 0; i < count; i++) {
            for (int band = 0; band < scales.count() && scales.start(band) < lengths[i]; band++) {
                int delta = weight(newBand[first + i], band) - weight(oldBand[first + i], band);
                int start = i * length + scales.start(band);
                int end = i * length + Math.min(lengths[i], scales.start(band + 1));
                switch (ids) {
                    case char[] narrow -> add(narrow, start, end, delta);
                    case int[] wide -> add(wide, start, end, delta);
                    default -> throw new IllegalStateException();
                }
            }
        }
    }

    private int weight(int voterBand, int rankBand) {
        return voterBand == 0 ? 0 : scales.weight(Math.max(voterBand - 1, rankBand));
    }

    private void add(char[] neighbors, int start, int end, int delta) {
        for (int at = start; at < end; at++) {
            counted[neighbors[at]] += delta;
        }
    }

    private void add(int[] neighbors, int start, int end, int delta) {
        for (int at = start; at < end; at++) {
            counted[neighbors[at]] += delta;
        }
    }
}
