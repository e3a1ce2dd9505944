package dev.icfrr.embeddings.hdf5;

import java.lang.reflect.Array;
import java.math.BigInteger;

/** Widens the arrays of whole numbers that the HDF5 library returns. */
final class WholeNumbers {
    private WholeNumbers() {}

    /**
     * Returns the numbers of an array of any whole-number type.
     *
     * @throws ArithmeticException if a number is beyond 64 bits with a sign
     */
    static long[] of(Object array) {
        long[] numbers = new long[Array.getLength(array)];
        for (int i = 0; i < numbers.length; i++) {
            Object number = Array.get(array, i);
            numbers[i] = number instanceof BigInteger big ? big.longValueExact() : ((Number) number).longValue();
        }
        return numbers;
    }
}
