package dev.icfrr.io;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operating system's functions for the pages of mapped files, where they are known and native calls are allowed.
 */
final class PageAdvice {
    /** {@code MADV_RANDOM} of Linux and macOS: read no pages around those that are used. */
    static final int RANDOM = 1;
    /** {@code MADV_WILLNEED} of Linux and macOS: read pages now, without waiting for them. */
    static final int WILL_NEED = 3;

    private static final String ADVISE = "madvise";
    private static final String USAGE = "getrusage";
    private static final int OF_THREAD = 1;
    private static final long USAGE_BYTES = 256;
    /** Where {@code struct rusage} of 64-bit Linux holds how often a thread waited for a page of a file. */
    private static final long MAJOR_FAULTS = 72;

    private static final Optional<PageAdvice> SYSTEM = find();

    private final MethodHandle advise;
    private final @Nullable MethodHandle usage;
    private final long pageBytes;

    private PageAdvice(MethodHandle advise, @Nullable MethodHandle usage, long pageBytes) {
        this.advise = advise;
        this.usage = usage;
        this.pageBytes = pageBytes;
    }

    /** Returns the functions of this system; empty if they are unknown or native calls are not allowed. */
    static Optional<PageAdvice> system() {
        return SYSTEM;
    }

    @SuppressWarnings("restricted") // allowed, or not called
    private static Optional<PageAdvice> find() {
        if (!PageAdvice.class.getModule().isNativeAccessEnabled() || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        Optional<MemorySegment> advise = library.find(ADVISE);
        Optional<MemorySegment> size = library.find("getpagesize");
        Optional<MemorySegment> usage = library.find(USAGE)
                .filter(_ -> System.getProperty("os.name", "").equals("Linux"));
        if (advise.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        MethodHandle pageSize = linker.downcallHandle(size.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
        return Optional.of(new PageAdvice(
                linker.downcallHandle(
                        advise.get(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT)),
                usage.map(function -> linker.downcallHandle(
                                function,
                                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
                        .orElse(null),
                call(() -> (int) pageSize.invokeExact())));
    }

    @FunctionalInterface
    private interface Call {
        int run() throws Throwable;
    }

    private static int call(Call call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the operating system failed", e);
        }
    }

    /** Returns the start of the page that holds an address. */
    long pageStart(long address) {
        return address / pageBytes * pageBytes;
    }

    /** Returns the end of the page that holds the byte before an address. */
    long pageEnd(long address) {
        return pageStart(address + pageBytes - 1);
    }

    /**
     * Advises the system about pages of a mapping. A refusal changes only the speed.
     *
     * @param start the start of a page
     */
    void advise(long start, long end, int advice) {
        int _ = call(() -> (int) advise.invokeExact(start, end - start, advice));
    }

    /** Returns whether this system tells how often a thread waited for a page of a file. */
    boolean countsWaits() {
        return usage != null;
    }

    /** Returns how often this thread has waited for a page of a file. */
    long waits() {
        MethodHandle function = usage;
        if (function == null) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(USAGE_BYTES, Long.BYTES);
            int _ = call(() -> (int) function.invokeExact(OF_THREAD, numbers));
            return numbers.get(ValueLayout.JAVA_LONG, MAJOR_FAULTS);
        }
    }
}
