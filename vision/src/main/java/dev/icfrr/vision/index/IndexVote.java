package dev.icfrr.vision.index;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.Vote;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The multi-scale vote of an index. It stays as it is when items are added or removed.
 *
 * @param k the largest scale, a power of two, at least 4
 * @param weights of the scales 4, 8, …, K
 * @param lists the lists that searches use
 */
public record IndexVote(int k, List<Integer> weights, ListOrder lists) {
    /** @throws IllegalArgumentException if the weights do not fit K */
    public IndexVote {
        weights = List.copyOf(weights);
        if (Scales.upTo(k, weights).largest() != k || weights.isEmpty()) {
            throw new IllegalArgumentException("K must be a power of two from 4, with a weight per scale, not " + k);
        }
    }

    /**
     * Returns a vote whose scales have equal weight.
     *
     * @param k at least 1; rounded down to a power of two, and up to 4
     */
    public static IndexVote of(int k, ListOrder lists) {
        Scales scales = Scales.upTo(k);
        return new IndexVote(
                scales.largest(),
                IntStream.range(0, scales.count()).mapToObj(scales::scaleWeight).toList(),
                lists);
    }

    static IndexVote of(MultiscaleAdvice advice, ListOrder lists) {
        return new IndexVote(advice.k(), advice.weights(), lists);
    }

    /** Returns how many plain neighbors per item this vote needs. */
    public int plainLength() {
        return lists == ListOrder.SCALED ? LocalScaling.plainLength(k) : k;
    }

    /** Returns the parameters of searches: this vote, beta 0.5 scaled by K, 5 iterations, the reference rule. */
    public IcfrrParameters parameters() {
        return IcfrrParameters.DEFAULTS
                .withKq(k)
                .withBeta(MultiscaleAdvice.BETA)
                .withBetaScale(BetaScale.K)
                .withVote(Vote.multiscale(weights));
    }
}
