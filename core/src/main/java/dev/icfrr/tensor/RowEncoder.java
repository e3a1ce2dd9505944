package dev.icfrr.tensor;

import java.nio.ByteBuffer;

/** Encodes arrays as the bytes of a {@link DType}: whole numbers for integer types, real numbers for floating types. */
final class RowEncoder {

    private RowEncoder() {}

    /** Returns whether arrays can be encoded as this type. */
    static boolean canEncode(DType dtype) {
        return switch (dtype) {
            case UINT8, INT8, INT16, INT32, INT64, UINT16, UINT32, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> true;
            default -> false;
        };
    }

    /**
     * Encodes a part of an array.
     *
     * @param values a {@code float[]}, {@code double[]}, {@code int[]} or {@code long[]}
     * @param out a little-endian buffer with enough space
     * @throws IllegalArgumentException if a whole number does not fit the type, or the array does not suit it
     */
    static void encode(DType dtype, Object values, int from, int length, ByteBuffer out) {
        switch (values) {
            case float[] floats -> {
                if (dtype == DType.FLOAT32) {
                    out.asFloatBuffer().put(floats, from, length);
                    out.position(out.position() + length * 4);
                } else {
                    for (int i = from; i < from + length; i++) {
                        real(dtype, floats[i], out);
                    }
                }
            }
            case double[] doubles -> {
                if (dtype == DType.FLOAT64) {
                    out.asDoubleBuffer().put(doubles, from, length);
                    out.position(out.position() + length * 8);
                } else {
                    for (int i = from; i < from + length; i++) {
                        real(dtype, doubles[i], out);
                    }
                }
            }
            case long[] longs -> {
                for (int i = from; i < from + length; i++) {
                    whole(dtype, longs[i], out);
                }
            }
            case int[] ints -> {
                for (int i = from; i < from + length; i++) {
                    whole(dtype, ints[i], out);
                }
            }
            default -> throw new IllegalArgumentException("not an array of numbers: " + values.getClass());
        }
    }

    private static void real(DType dtype, double value, ByteBuffer out) {
        switch (dtype) {
            case FLOAT32 -> out.putFloat((float) value);
            case FLOAT64 -> out.putDouble(value);
            case FLOAT16 -> out.putShort(Float.floatToFloat16((float) value));
            case BFLOAT16 -> out.putShort(bfloat16((float) value));
            default -> throw new IllegalArgumentException("real numbers cannot be written as " + dtype);
        }
    }

    /** Returns the upper half of the bits, rounded to nearest, ties to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    private static void whole(DType dtype, long value, ByteBuffer out) {
        boolean fits = switch (dtype) {
            case INT64 -> true;
            case INT32 -> value == (int) value;
            case INT16 -> value == (short) value;
            case INT8 -> value == (byte) value;
            case UINT8 -> value >= 0 && value < 1L << 8;
            case UINT16 -> value >= 0 && value < 1L << 16;
            case UINT32 -> value >= 0 && value < 1L << 32;
            default -> throw new IllegalArgumentException("whole numbers cannot be written as " + dtype);
        };
        if (!fits) {
            throw new IllegalArgumentException("the value " + value + " does not fit " + dtype);
        }
        switch (dtype.bytes()) {
            case 1 -> out.put((byte) value);
            case 2 -> out.putShort((short) value);
            case 4 -> out.putInt((int) value);
            default -> out.putLong(value);
        }
    }
}
