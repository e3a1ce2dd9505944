package dev.icfrr.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Decodes single elements of every {@link DType}. The layouts are constants, so that the JVM compiles the accesses. */
final class Elements {

    static final ValueLayout.OfByte I1 = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort I2 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I4 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong I8 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat F4 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble F8 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final double TWO_TO_64 = 0x1p64;

    private final MemorySegment data;
    private final DType dtype;
    private final boolean swap;

    Elements(MemorySegment data, DType dtype, boolean swap) {
        this.data = data;
        this.dtype = dtype;
        this.swap = swap;
    }

    MemorySegment data() {
        return data;
    }

    boolean isSwapped() {
        return swap;
    }

    short bits16(long element) {
        short bits = data.get(I2, element * 2);
        return swap ? Short.reverseBytes(bits) : bits;
    }

    int bits32(long element) {
        int bits = data.get(I4, element * 4);
        return swap ? Integer.reverseBytes(bits) : bits;
    }

    long bits64(long element) {
        long bits = data.get(I8, element * 8);
        return swap ? Long.reverseBytes(bits) : bits;
    }

    /** Returns the value as a {@code double}; whole numbers beyond 2^53 are rounded. */
    double toDouble(long element) {
        return switch (dtype) {
            case FLOAT32 -> Float.intBitsToFloat(bits32(element));
            case FLOAT64 -> Double.longBitsToDouble(bits64(element));
            case FLOAT16 -> Float.float16ToFloat(bits16(element));
            case BFLOAT16 -> Float.intBitsToFloat(bits16(element) << 16);
            case FLOAT8_E5M2 -> Float.float16ToFloat((short) (data.get(I1, element) << 8));
            case FLOAT8_E4M3FN, FLOAT8_E4M3FNUZ, FLOAT8_E5M2FNUZ, FLOAT8_E8M0FNU ->
                float8(data.get(I1, element) & 0xFF);
            case UINT64 -> {
                long bits = bits64(element);
                yield bits >= 0 ? bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
            }
            case COMPLEX32, COMPLEX64, COMPLEX128 -> throw complex();
            default -> toLong(element);
        };
    }

    /**
     * Returns the value as a {@code long}.
     *
     * @throws IllegalArgumentException if it is not a whole number in the range of {@code long}
     */
    long toLong(long element) {
        return switch (dtype) {
            case BOOL -> data.get(I1, element) != 0 ? 1 : 0;
            case UINT8 -> data.get(I1, element) & 0xFF;
            case INT8 -> data.get(I1, element);
            case INT16 -> bits16(element);
            case UINT16 -> bits16(element) & 0xFFFF;
            case INT32 -> bits32(element);
            case UINT32 -> bits32(element) & 0xFFFF_FFFFL;
            case INT64 -> bits64(element);
            case UINT64 -> {
                long bits = bits64(element);
                if (bits < 0) {
                    throw new IllegalArgumentException("the value " + Long.toUnsignedString(bits)
                            + " is beyond the range of a signed 64-bit number");
                }
                yield bits;
            }
            case COMPLEX32, COMPLEX64, COMPLEX128 -> throw complex();
            default -> wholeNumber(toDouble(element));
        };
    }

    private static long wholeNumber(double value) {
        if (value != Math.rint(value) || value < -TWO_TO_64 / 2 || value >= TWO_TO_64 / 2) {
            throw new IllegalArgumentException("the value " + value + " is not a whole number of 64 bits");
        }
        return (long) value;
    }

    private IllegalArgumentException complex() {
        return new IllegalArgumentException(
                "a " + dtype + " tensor has no real values: store its real part, or its magnitude");
    }

    private double float8(int bits) {
        if (dtype == DType.FLOAT8_E8M0FNU) {
            return bits == 0xFF ? Double.NaN : Math.scalb(1.0, bits - 127);
        }
        int mantissaBits = dtype == DType.FLOAT8_E5M2FNUZ ? 2 : 3;
        int bias = dtype == DType.FLOAT8_E4M3FN ? 7 : dtype == DType.FLOAT8_E4M3FNUZ ? 8 : 16;
        boolean notANumber = dtype == DType.FLOAT8_E4M3FN ? (bits & 0x7F) == 0x7F : bits == 0x80;
        if (notANumber) {
            return Double.NaN;
        }
        int exponent = (bits & 0x7F) >> mantissaBits;
        int mantissa = bits & (1 << mantissaBits) - 1;
        int significand = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits);
        double magnitude = Math.scalb((double) significand, Math.max(exponent, 1) - bias - mantissaBits);
        return (bits & 0x80) == 0 ? magnitude : -magnitude;
    }
}
