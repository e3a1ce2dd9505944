package dev.icfrr.tensor;

/**
 * Combines the CRC-32 of two byte strings into the CRC-32 of their concatenation. Appending {@code n} zero bytes is a
 * linear map of the 32 bits of the checksum. The map is computed once per length by repeated squaring, as in zlib's
 * {@code crc32_combine}.
 */
final class Crc32Combiner {

    private static final int POLYNOMIAL = 0xEDB88320;

    /** The images of the 32 unit vectors. */
    private final int[] appendZeros;

    /**
     * Prepares the map for second parts of one length.
     *
     * @param secondLength length of every second part in bytes
     */
    Crc32Combiner(long secondLength) {
        int[] power = new int[32];
        power[0] = POLYNOMIAL;
        for (int i = 1; i < 32; i++) {
            power[i] = 1 << (i - 1);
        }
        // One bit, squared three times, is one byte.
        for (int i = 0; i < 3; i++) {
            power = multiply(power, power);
        }
        int[] product = new int[32];
        for (int i = 0; i < 32; i++) {
            product[i] = 1 << i;
        }
        for (long rest = secondLength; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                product = multiply(power, product);
            }
            power = multiply(power, power);
        }
        appendZeros = product;
    }

    /** Returns the CRC-32 of two strings from the CRC-32 of each; the second has the length of this object. */
    int combine(int first, int second) {
        return apply(appendZeros, first) ^ second;
    }

    private static int[] multiply(int[] left, int[] right) {
        int[] product = new int[32];
        for (int i = 0; i < 32; i++) {
            product[i] = apply(left, right[i]);
        }
        return product;
    }

    private static int apply(int[] map, int vector) {
        int image = 0;
        int rest = vector;
        while (rest != 0) {
            image ^= map[Integer.numberOfTrailingZeros(rest)];
            rest &= rest - 1;
        }
        return image;
    }
}
