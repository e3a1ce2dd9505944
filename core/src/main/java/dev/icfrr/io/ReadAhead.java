package dev.icfrr.io;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** What the operating system reads of a mapped file beyond the pages that are asked for. */
public final class ReadAhead {
    private static final String FUNCTION = "madvise";
    /** {@code MADV_RANDOM} of Linux and macOS. */
    private static final int RANDOM = 1;

    private ReadAhead() {}

    /**
     * Asks the operating system to read no pages around those that are used. Rows that are read in any order would
     * otherwise fill the memory with their surroundings. Does nothing if native calls are not allowed or unknown here.
     *
     * @param mapped a whole mapping of a file
     */
    @SuppressWarnings("restricted") // allowed, or not called
    public static void turnOff(MemorySegment mapped) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find(FUNCTION);
        if (!mapped.isMapped() || !ReadAhead.class.getModule().isNativeAccessEnabled() || function.isEmpty()) {
            return;
        }
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        try {
            // A refusal changes only the speed.
            int _ = (int) linker.downcallHandle(function.get(), type).invokeExact(mapped, mapped.byteSize(), RANDOM);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(FUNCTION + " failed", e);
        }
    }
}
