package dev.icfrr.vision.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The telemetry of ONNX Runtime. It starts before a program can call the method that turns it off, and it matches the
 * command line of the process against regular expressions with recursion: a command line of some 4,000 characters, such
 * as a long class path, overflows the stack and ends the JVM without a message. An environment variable prevents this.
 */
final class OnnxTelemetry {
    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";
    private static final FunctionDescriptor SETENV =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private OnnxTelemetry() {}

    /** Turns it off for this process. Call this before ONNX Runtime makes its environment. */
    @SuppressWarnings("restricted") // ONNX Runtime itself needs native access
    static void turnOff() {
        Linker linker = Linker.nativeLinker();
        // Windows has no setenv, and the telemetry there reads no command line.
        Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            int code = (int) linker.downcallHandle(setenv.get(), SETENV)
                    .invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), 1);
            if (code != 0) {
                throw new IllegalStateException("the C library refuses to set " + VARIABLE);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(VARIABLE + " cannot be set", e);
        }
    }
}
