package dev.icfrr.kernel;

/**
 * Selection of the values of an array up to a limit, in order of position. Every method appends to {@code keys} and
 * {@code positions} from index {@code at}, returns the first index not filled, and may overwrite {@link #SLACK} slots
 * from there on. The scalar and the SIMD implementation repeat their loops on purpose: each is specialized for speed.
 */
public interface Selection {

    /** Slots beyond the last one used that an implementation may overwrite. */
    int SLACK = 64;

    /**
     * Selects the values with {@code values[start + i] <= limit}, i below {@code count}, at position
     * {@code firstPosition + i}.
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

    /**
     * Selects the keys with {@code key(i) = addends[addendStart + i] - 2 * products[start + i] <= limit}, i below
     * {@code count}, at position {@code firstPosition + i}.
     */
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

    /**
     * Selects the keys with {@code key(i) = addend - 2 * products[start + i] <= limits[limitStart + i]}, i below
     * {@code count}, at position {@code firstPosition + i}.
     */
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

    /**
     * Selects the positions i below {@code count} whose product passes for its row or for its column:
     * {@code addends[first + i] - 2 * products[start + i] <= limit} or
     * {@code addend - 2 * products[start + i] <= limits[first + i]}. Fills positions only.
     */
    int ofEither(
            float[] products,
            int start,
            int count,
            float[] addends,
            float limit,
            float addend,
            float[] limits,
            int first,
            int[] positions,
            int at);

    /** Returns how many of the first {@code count} keys are at most the limit. */
    int countAtMost(float[] keys, int count, float limit);

    /**
     * Keeps those of the first {@code count} keys that are at most the limit, with their positions, in their order.
     * Slots up to {@code count} may be overwritten.
     *
     * @return how many were kept
     */
    int keepAtMost(float[] keys, int[] positions, int count, float limit);

    /** Makes some short calls of loops that are slow until they are compiled, see {@link Kernels#prepare}. */
    default void prepare() {}
}
