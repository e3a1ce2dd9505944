package dev.icfrr.rerank;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scales of the multi-scale vote, {@code 4, 8, 16, …, K}, and the whole-number weights of votes that follow from
 * them.
 *
 * <p>At scale k only the first k places of an order vote, for their first k neighbors. So the weight of a vote depends
 * on the larger of two ranks alone, the voter's place and the neighbor's rank. It is constant within the bands
 * {@code [0, 4), [4, 8), [8, 16), …} of that rank. With {@code w(k)} the weight of a scale, 1 unless stated otherwise:
 *
 * <pre>weight(place, rank) = sum over the scales k &gt; max(place, rank) of w(k) * K/k</pre>
 *
 * Immutable.
 */
public final class Scales {
    /** The smallest scale. */
    public static final int SMALLEST = 4;

    /** The largest weight of a scale. */
    public static final int MOST_WEIGHT = 16;

    /** A weight of at least 13/16 of the largest is large. */
    private static final int LARGE = 13;

    private static final int SMALLEST_FOR_BETA = 16;
    private static final int LARGEST_FOR_BETA = 256;

    private final int largest;
    private final int count;
    private final int[] scaleWeights;
    /** By band; one entry more, 0, for ranks beyond all scales. */
    private final int[] voteWeights;
    /** By band, the sum of the weights of the scales that reach it; one entry more, 0. */
    private final int[] reach;

    private Scales(int largest, int[] scaleWeights) {
        this.largest = largest;
        this.count = scaleWeights.length;
        this.scaleWeights = scaleWeights;
        this.voteWeights = new int[count + 1];
        this.reach = new int[count + 1];
        for (int band = count - 1; band >= 0; band--) {
            voteWeights[band] = voteWeights[band + 1] + scaleWeights[band] * (largest / scale(band));
            reach[band] = reach[band + 1] + scaleWeights[band];
        }
    }

    /**
     * Returns the scales up to K, all of weight 1.
     *
     * @param k at least 1; rounded down to a power of two, and up to {@value #SMALLEST}
     */
    public static Scales upTo(int k) {
        return upTo(k, List.of());
    }

    /**
     * Returns the scales up to K.
     *
     * @param k at least 1; rounded down to a power of two, and up to {@value #SMALLEST}
     * @param weights of the scales from the smallest to K, each 0 to {@value #MOST_WEIGHT}, not all 0; empty for 1 each
     * @throws IllegalArgumentException if there are not as many weights as scales, or one is out of range
     */
    public static Scales upTo(int k, List<Integer> weights) {
        if (k < 1) {
            throw new IllegalArgumentException("K must be at least 1, not " + k);
        }
        int largest = Math.max(SMALLEST, Integer.highestOneBit(k));
        int count = Integer.numberOfTrailingZeros(largest / SMALLEST) + 1;
        int[] own = weights.isEmpty()
                ? IntStream.generate(() -> 1).limit(count).toArray()
                : weights.stream().mapToInt(Integer::intValue).toArray();
        if (own.length != count) {
            throw new IllegalArgumentException(
                    "K " + largest + " has " + count + " scales, so it cannot have " + own.length + " weights");
        }
        if (Arrays.stream(own).anyMatch(weight -> weight < 0 || weight > MOST_WEIGHT)
                || Arrays.stream(own).sum() == 0) {
            throw new IllegalArgumentException(
                    "weights of scales must be 0 to " + MOST_WEIGHT + " and not all 0: " + weights);
        }
        return new Scales(largest, own);
    }

    /** Returns the largest scale, K. */
    public int largest() {
        return largest;
    }

    /** Returns how many scales there are. */
    public int count() {
        return count;
    }

    /** Returns a scale, {@code 4 * 2^index}. */
    public int scale(int index) {
        return SMALLEST << index;
    }

    /** Returns the band that a place or rank lies in, 0 .. {@link #count}; the last means beyond all scales. */
    public int band(int rank) {
        return rank < SMALLEST ? 0 : Math.min(count, Integer.SIZE - Integer.numberOfLeadingZeros(rank / SMALLEST));
    }

    /** Returns the first rank of a band. */
    int start(int band) {
        return band == 0 ? 0 : SMALLEST << (band - 1);
    }

    /** Returns the weight of the scale with an index. */
    public int scaleWeight(int index) {
        return scaleWeights[index];
    }

    /** Returns the sum of the weights of all scales. */
    public int totalWeight() {
        return reach[0];
    }

    /**
     * Returns the K that beta is measured by, see {@link BetaScale#K}: twice the largest scale with nearly the largest
     * weight, at least 16 and at most K. With equal weights, and beyond 256, it is K.
     */
    int kOfBeta() {
        if (largest > LARGEST_FOR_BETA) {
            return largest;
        }
        int most = Arrays.stream(scaleWeights).max().orElseThrow();
        int index = count - 1;
        while (MOST_WEIGHT * scaleWeights[index] < LARGE * most) {
            index--;
        }
        return Math.min(largest, Math.max(SMALLEST_FOR_BETA, 2 * scale(index)));
    }

    /** Returns the sum of the weights of the scales that are larger than the ranks of a band. */
    int reach(int band) {
        return reach[band];
    }

    /** Returns the weight of a vote whose larger rank lies in a band. */
    int weight(int band) {
        return voteWeights[band];
    }

    /** Returns the weight of the vote that the item at a place gives to its neighbor at a rank. */
    public int weight(int place, int rank) {
        return voteWeights[band(Math.max(place, rank))];
    }
}
