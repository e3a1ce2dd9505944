package dev.icfrr.spark.kryo;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.foreign.MemorySegment;

/** Writes primitive arrays to Kryo's streams and reads them, in chunks of bytes. */
final class ArrayTransfer {
    private static final int CHUNK = 1 << 16;

    private ArrayTransfer() {}

    static void write(Output output, int[] values) {
        output.writeInt(values.length);
        write(output, MemorySegment.ofArray(values));
    }

    static void write(Output output, float[] values) {
        output.writeInt(values.length);
        write(output, MemorySegment.ofArray(values));
    }

    static void write(Output output, double[] values) {
        output.writeInt(values.length);
        write(output, MemorySegment.ofArray(values));
    }

    static void write(Output output, long[] values) {
        output.writeInt(values.length);
        write(output, MemorySegment.ofArray(values));
    }

    static void write(Output output, char[] values) {
        output.writeInt(values.length);
        write(output, MemorySegment.ofArray(values));
    }

    static int[] readInts(Input input) {
        int[] values = new int[input.readInt()];
        read(input, MemorySegment.ofArray(values));
        return values;
    }

    static float[] readFloats(Input input) {
        float[] values = new float[input.readInt()];
        read(input, MemorySegment.ofArray(values));
        return values;
    }

    static double[] readDoubles(Input input) {
        double[] values = new double[input.readInt()];
        read(input, MemorySegment.ofArray(values));
        return values;
    }

    static long[] readLongs(Input input) {
        long[] values = new long[input.readInt()];
        read(input, MemorySegment.ofArray(values));
        return values;
    }

    static char[] readChars(Input input) {
        char[] values = new char[input.readInt()];
        read(input, MemorySegment.ofArray(values));
        return values;
    }

    private static void write(Output output, MemorySegment values) {
        byte[] chunk = new byte[(int) Math.min(CHUNK, values.byteSize())];
        for (long at = 0; at < values.byteSize(); at += chunk.length) {
            int length = (int) Math.min(chunk.length, values.byteSize() - at);
            MemorySegment.copy(values, at, MemorySegment.ofArray(chunk), 0, length);
            output.writeBytes(chunk, 0, length);
        }
    }

    private static void read(Input input, MemorySegment values) {
        byte[] chunk = new byte[(int) Math.min(CHUNK, values.byteSize())];
        for (long at = 0; at < values.byteSize(); at += chunk.length) {
            int length = (int) Math.min(chunk.length, values.byteSize() - at);
            input.readBytes(chunk, 0, length);
            MemorySegment.copy(MemorySegment.ofArray(chunk), 0, values, at, length);
        }
    }
}
