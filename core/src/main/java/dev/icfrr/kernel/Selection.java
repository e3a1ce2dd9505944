package dev.icfrr.kernel;

/**
 * Picks what is small enough out of an array, in order of position. Every method appends to {@code keys} and
 * {@code positions} from index {@code at}, returns the first index not filled, and may overwrite {@link #SLACK} slots
 * from there on.
 */
public interface Selection {

    /** Slots beyond the last one used that an implementation may overwrite. */
    int SLACK = 64;

    /**
     * What passes {@code values[start + i] <= limit}, i below {@code count}, at position {@code firstPosition + i}.
     *
     * @param values no NaN
     */
    int atMost(
            float[] values,
            int start,
            int count,
            float limit,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at);

    /** What passes {@code key(i) = addends[addendStart + i] - 2 * products[start + i] <= limit}, at position {@code firstPosition + i}. */
    int ofRow(
            float[] products,
            int start,
            int count,
            float[] addends,
            int addendStart,
            float limit,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at);

    /** What passes {@code key(i) = addend - 2 * products[start + i] <= limits[limitStart + i]}, likewise. */
    int ofColumns(
            float[] products,
            int start,
            int count,
            float addend,
            float[] limits,
            int limitStart,
            int firstPosition,
            float[] keys,
            int[] positions,
            int at);
}
