package dev.icfrr.advice;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.Vote;
import java.util.Objects;

/**
 * Parameters as they are requested: KG and KQ may be left to {@link Advice}, and K of the multi-scale vote to
 * {@link MultiscaleAdvice}. {@link ParameterSelection} fills them in.
 *
 * @param kg neighbors per gallery item, or {@link #AUTO}; K for the multi-scale vote
 * @param kq number of a query's top items that vote, or {@link #AUTO}; K for the multi-scale vote
 * @param lists how neighbor lists are ordered
 * @param method the other parameters; its KQ is {@code kq} unless that is automatic
 */
public record ParameterRequest(int kg, int kq, ListOrder lists, IcfrrParameters method) {
    /** The value of KG, KQ and K that lets advice choose them without labels. */
    public static final int AUTO = 0;

    /**
     * Lists are made long enough for every choice of K up to this number of entries; otherwise long enough to choose.
     */
    private static final long MOST_ENTRIES = 1L << 26;

    public ParameterRequest {
        if (kg < AUTO) {
            throw new IllegalArgumentException("KG must be at least 1, not " + kg);
        }
        Objects.requireNonNull(lists, "lists");
        method = kq == AUTO ? method : method.withKq(kq);
        if (method.vote().isMultiscale() && kg != kq) {
            throw new IllegalArgumentException("the multi-scale vote has one K, not " + kg + " and " + kq);
        }
    }

    /** Creates a request with plain lists. */
    public ParameterRequest(int kg, int kq, IcfrrParameters method) {
        this(kg, kq, ListOrder.PLAIN, method);
    }

    /**
     * Creates a request of the multi-scale vote.
     *
     * @param k the largest scale, rounded down to a power of two and up to 4; {@link #AUTO} to choose K and the weights
     *     of the scales
     * @param method beta, iterations and the update rule
     */
    public static ParameterRequest multiscale(int k, ListOrder lists, IcfrrParameters method) {
        int scale = k == AUTO ? AUTO : Scales.upTo(k).largest();
        IcfrrParameters fitting = k == AUTO ? method : method.withKq(scale);
        return new ParameterRequest(scale, scale, lists, fitting.withVote(Vote.MULTISCALE));
    }

    /** Creates the request of this program's default: multi-scale votes on lists with local scaling, K chosen. */
    public static ParameterRequest recommended() {
        return multiscale(
                AUTO,
                ListOrder.SCALED,
                IcfrrParameters.DEFAULTS.withBeta(MultiscaleAdvice.BETA).withBetaScale(BetaScale.K));
    }

    /** Returns whether KG, KQ or K is automatic. */
    public boolean isAutomatic() {
        return kg == AUTO || kq == AUTO;
    }

    /** Returns whether the votes are multi-scale. */
    public boolean isMultiscale() {
        return method.vote().isMultiscale();
    }

    /** Returns what neighbor lists leave out as the item itself. */
    public SelfMatch selfMatch() {
        return method.selfMatch();
    }

    /**
     * Returns the length of plain neighbor lists to search for: what re-ranking needs, or more if advice needs more.
     */
    public int listLength(int gallerySize) {
        if (!isAutomatic()) {
            return plainLength();
        }
        if (!isMultiscale()) {
            int length = Math.max(kg, Advice.listLength(gallerySize));
            return lists == ListOrder.SCALED ? LocalScaling.plainLength(length) : length;
        }
        int toChoose = MultiscaleAdvice.listLength(gallerySize);
        int most = MultiscaleAdvice.largestK(gallerySize);
        long ready = Math.min(gallerySize - 1L, lists == ListOrder.SCALED ? LocalScaling.plainLength(most) : most);
        return ready > toChoose && ready * gallerySize <= MOST_ENTRIES ? (int) ready : toChoose;
    }

    /** Returns the length of plain lists that re-ranking needs once nothing is automatic. */
    int plainLength() {
        return lists == ListOrder.SCALED ? LocalScaling.plainLength(kg) : kg;
    }

    /** Returns how many items of each initial ranking the selection reads. */
    public int depth(int gallerySize) {
        if (isAutomatic() && isMultiscale()) {
            return Math.min(gallerySize, MultiscaleAdvice.largestK(gallerySize));
        }
        int forAdvice = isAutomatic() ? Advice.listLength(gallerySize) : 0;
        return Math.max(forAdvice, HarmPredictor.depth(gallerySize, kq));
    }

    /** Returns this request with advice in place of what is automatic. */
    public ParameterRequest with(Advice advice) {
        return new ParameterRequest(kg == AUTO ? advice.kg() : kg, kq == AUTO ? advice.kq() : kq, lists, method);
    }

    /** Returns this request with the K and the weights of advice. */
    public ParameterRequest with(MultiscaleAdvice advice) {
        IcfrrParameters weighted =
                method.withVote(Vote.MULTISCALE).withKq(advice.k()).withVote(Vote.multiscale(advice.weights()));
        return new ParameterRequest(advice.k(), advice.k(), lists, weighted);
    }
}
