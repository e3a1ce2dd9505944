package dev.icfrr.internal.kernel;

/** Numbers to sort instead of scores: small for great ones, each with the index of its score in the lower bits. */
public interface PlaceKeys {

    /**
     * Writes {@code round((greatest - scores[i]) * scale) << indexBits | i} for each i below {@code count}.
     *
     * @param scores at most {@code greatest}, and so close to it that the product stays below 2^51
     */
    void write(double[] scores, int count, double greatest, double scale, int indexBits, long[] keys);
}
