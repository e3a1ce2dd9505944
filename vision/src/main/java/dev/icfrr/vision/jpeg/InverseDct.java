package dev.icfrr.vision.jpeg;

import java.util.Arrays;

/**
 * The inverse discrete cosine transform of Loeffler, Ligtenberg and Moschytz in 13-bit fixed point: libjpeg's "slow"
 * method, with the 16-bit saturation of its vectorized form.
 */
final class InverseDct {

    /** For components without a scan, which are gray. */
    static final int[] NO_QUANTIZATION = new int[Component.BLOCK];

    private static final int C_0_298631336 = 2446;
    private static final int C_0_390180644 = 3196;
    private static final int C_0_541196100 = 4433;
    private static final int C_0_765366865 = 6270;
    private static final int C_0_899976223 = 7373;
    private static final int C_1_175875602 = 9633;
    private static final int C_1_501321110 = 12299;
    private static final int C_1_847759065 = 15137;
    private static final int C_1_961570560 = 16069;
    private static final int C_2_053119869 = 16819;
    private static final int C_2_562915447 = 20995;
    private static final int C_3_072711026 = 25172;
    private static final int FRACTION = 13;
    /** The values between the two passes have two more bits. */
    private static final int FIRST_SHIFT = FRACTION - 2;

    private static final int SECOND_SHIFT = FRACTION + 2 + 3;

    private InverseDct() {}

    /**
     * Dequantizes and transforms a block.
     *
     * @param coefficients in natural order from {@code at} on
     * @param quantization in natural order
     * @param work room for 64 numbers
     * @param samples where 8 rows of 8 samples are written from {@code to} on
     */
    static void apply(
            short[] coefficients, int at, int[] quantization, int[] work, byte[] samples, int to, int stride) {
        int lastUsed = Component.BLOCK - 1;
        while (lastUsed > 0 && coefficients[at + lastUsed] == 0) {
            lastUsed--;
        }
        int first = (short) (coefficients[at] * quantization[0]);
        if (lastUsed == 0) {
            byte value = sample(((short) (first << 2) + 16) >> 5);
            for (int row = 0; row < 8; row++) {
                Arrays.fill(samples, to + row * stride, to + row * stride + 8, value);
            }
            return;
        }
        Arrays.fill(work, lastUsed + 1, work.length, 0);
        for (int i = 0; i <= lastUsed; i++) {
            work[i] = (short) (coefficients[at + i] * quantization[i]);
        }
        if (lastUsed < 8) {
            // The first pass only repeats the first row.
            for (int column = 0; column < 8; column++) {
                work[column] = (short) (work[column] << 2);
            }
            for (int row = 1; row < 8; row++) {
                System.arraycopy(work, 0, work, 8 * row, 8);
            }
        } else {
            for (int column = 0; column < 8; column++) {
                if (isConstant(work, column)) {
                    int value = bounded(work[column] << 2, Short.MIN_VALUE, Short.MAX_VALUE);
                    for (int i = column; i < Component.BLOCK; i += 8) {
                        work[i] = value;
                    }
                } else {
                    pass(work, column, 8, FIRST_SHIFT, Short.MIN_VALUE, Short.MAX_VALUE);
                }
            }
        }
        for (int row = 0; row < 8; row++) {
            pass(work, 8 * row, 1, SECOND_SHIFT, Byte.MIN_VALUE, Byte.MAX_VALUE);
            int out = to + row * stride;
            for (int column = 0; column < 8; column++) {
                samples[out + column] = (byte) (work[8 * row + column] + 128);
            }
        }
    }

    private static byte sample(int value) {
        return (byte) (Math.max(-128, Math.min(127, value)) + 128);
    }

    /** Returns whether only the first coefficient of a column is not zero, as in most columns of smooth images. */
    private static boolean isConstant(int[] work, int at) {
        return (work[at + 8]
                        | work[at + 16]
                        | work[at + 24]
                        | work[at + 32]
                        | work[at + 40]
                        | work[at + 48]
                        | work[at + 56])
                == 0;
    }

    /** Transforms 8 numbers. Results beyond the bounds are set to the bounds. */
    private static void pass(int[] work, int at, int step, int shift, int least, int most) {
        int in0 = work[at];
        int in1 = work[at + step];
        int in2 = work[at + 2 * step];
        int in3 = work[at + 3 * step];
        int in4 = work[at + 4 * step];
        int in5 = work[at + 5 * step];
        int in6 = work[at + 6 * step];
        int in7 = work[at + 7 * step];

        int even2 = in2 * C_0_541196100 + in6 * (C_0_541196100 - C_1_847759065);
        int even3 = in2 * (C_0_541196100 + C_0_765366865) + in6 * C_0_541196100;
        int even0 = (short) (in0 + in4) << FRACTION;
        int even1 = (short) (in0 - in4) << FRACTION;
        int sum0 = even0 + even3;
        int sum3 = even0 - even3;
        int sum1 = even1 + even2;
        int sum2 = even1 - even2;

        int z3 = (short) (in7 + in3);
        int z4 = (short) (in5 + in1);
        int mixed3 = z3 * (C_1_175875602 - C_1_961570560) + z4 * C_1_175875602;
        int mixed4 = z3 * C_1_175875602 + z4 * (C_1_175875602 - C_0_390180644);
        int odd0 = in7 * (C_0_298631336 - C_0_899976223) - in1 * C_0_899976223 + mixed3;
        int odd1 = in5 * (C_2_053119869 - C_2_562915447) - in3 * C_2_562915447 + mixed4;
        int odd2 = in3 * (C_3_072711026 - C_2_562915447) - in5 * C_2_562915447 + mixed3;
        int odd3 = in1 * (C_1_501321110 - C_0_899976223) - in7 * C_0_899976223 + mixed4;

        int round = 1 << (shift - 1);
        work[at] = bounded((sum0 + odd3 + round) >> shift, least, most);
        work[at + 7 * step] = bounded((sum0 - odd3 + round) >> shift, least, most);
        work[at + step] = bounded((sum1 + odd2 + round) >> shift, least, most);
        work[at + 6 * step] = bounded((sum1 - odd2 + round) >> shift, least, most);
        work[at + 2 * step] = bounded((sum2 + odd1 + round) >> shift, least, most);
        work[at + 5 * step] = bounded((sum2 - odd1 + round) >> shift, least, most);
        work[at + 3 * step] = bounded((sum3 + odd0 + round) >> shift, least, most);
        work[at + 4 * step] = bounded((sum3 - odd0 + round) >> shift, least, most);
    }

    private static int bounded(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }
}
