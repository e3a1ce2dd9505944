package dev.icfrr.advice;

import dev.icfrr.rerank.IcfrrParameters;

/**
 * Parameters as they are requested: KG and KQ may be left to {@link Advice}. {@link ParameterSelection} fills them in.
 *
 * @param kg neighbors per gallery item, or {@link #AUTO}
 * @param kq number of a query's top items that vote, or {@link #AUTO}
 * @param method the other parameters; its KQ is {@code kq} unless that is automatic
 */
public record ParameterRequest(int kg, int kq, IcfrrParameters method) {
    /** The value of KG and KQ that lets {@link Advice} choose them without labels. */
    public static final int AUTO = 0;

    public ParameterRequest {
        if (kg < AUTO) {
            throw new IllegalArgumentException("KG must be at least 1, not " + kg);
        }
        method = kq == AUTO ? method : method.withKq(kq);
    }

    /** Returns whether KG or KQ is automatic. */
    public boolean isAutomatic() {
        return kg == AUTO || kq == AUTO;
    }

    /** Returns the length that neighbor lists must have: KG, or more if advice needs more. */
    public int listLength(int gallerySize) {
        return isAutomatic() ? Math.max(kg, Advice.listLength(gallerySize)) : kg;
    }

    /** Returns how many items of each initial ranking the selection reads. */
    public int depth(int gallerySize) {
        int forAdvice = isAutomatic() ? Advice.listLength(gallerySize) : 0;
        return Math.max(forAdvice, HarmPredictor.depth(gallerySize, kq));
    }

    /** Returns this request with advice in place of what is automatic. */
    public ParameterRequest with(Advice advice) {
        return new ParameterRequest(kg == AUTO ? advice.kg() : kg, kq == AUTO ? advice.kq() : kq, method);
    }
}
