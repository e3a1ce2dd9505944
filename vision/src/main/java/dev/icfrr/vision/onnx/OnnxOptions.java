package dev.icfrr.vision.onnx;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to run a model.
 *
 * @param threads threads per inference, at least 1
 * @param gpu number of the CUDA device, or empty for the processor
 * @param pooling how the output becomes one vector per image; empty if it already is one
 * @param output name of the output to use; empty for the first that fits {@code pooling}
 */
public record OnnxOptions(int threads, OptionalInt gpu, Optional<Pooling> pooling, Optional<String> output) {

    /** Checks the number of threads. */
    public OnnxOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("inference needs at least 1 thread, not " + threads);
        }
    }

    /** Returns options for the CPU with a number of threads and a model that returns one vector per image. */
    public static OnnxOptions processor(int threads) {
        return new OnnxOptions(threads, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns a copy with another number of threads. */
    public OnnxOptions withThreads(int number) {
        return new OnnxOptions(number, gpu, pooling, output);
    }
}
