package dev.icfrr.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Asks the operating system to read parts of a mapped file before they are used. This changes only the speed. It does
 * nothing where the system's functions are unknown or native calls are not allowed.
 */
public final class ReadAhead {
    /** So many rows tell whether others are in memory. */
    private static final int SAMPLE = 64;

    /** So many waits of the sample tell how quick the disk is. */
    private static final int TIMED = 4;

    /** Linux may leave out what a request asks for beyond so many bytes. */
    private static final long ASKED_AT_A_TIME = 128L << 10;

    /** With fewer bytes on their way, loading falls far behind searches that use the same disk. */
    private static final long LOADED_TOGETHER = 64L << 20;

    /** A quick disk serves many requests in the time in which it reads so many bytes in sequence. */
    private static final long WORTH_A_QUICK_REQUEST = 64L << 10;

    /**
     * A slow disk serves some hundreds or thousands of requests per second, also if it gets many at once. In the time
     * of one, it reads up to so many bytes in sequence.
     */
    private static final long WORTH_A_SLOW_REQUEST = 1L << 20;

    /** A disk is slow if a request takes longer. */
    private static final long SLOW_NANOS = 200_000;

    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    private ReadAhead() {}

    /**
     * Asks the system to read no pages around those that are used. Rows that are read in any order would otherwise fill
     * the memory with their surroundings, and each would take as long as a long read.
     *
     * @param mapped a mapping of a file; memory of another kind is left alone
     */
    public static void turnOff(MemorySegment mapped) {
        if (mapped.isMapped() && mapped.byteSize() > 0) {
            PageAdvice.system()
                    .ifPresent(pages -> pages.advise(
                            pages.pageStart(mapped.address()),
                            pages.pageEnd(mapped.address() + mapped.byteSize()),
                            PageAdvice.RANDOM));
        }
    }

    /**
     * Asks the system to read rows that are about to be used, all at once: a disk serves many requests together, and a
     * thread that uses one row after another waits for each. If there is a row in nearly every part of the memory, all
     * of it is read in order, which is faster on many disks. A sample tells whether rows are in memory already, which
     * takes microseconds, and how quick the disk is.
     *
     * @param mapped rows in a mapping of a file; memory of another kind is left alone
     * @param rowBytes the length of each
     * @param rows their numbers, in any order; rows that are not in this memory are left out. Neighbors in the file
     *     should be neighbors in the array, because they are read together
     */
    public static void start(MemorySegment mapped, long rowBytes, int[] rows) {
        if (rows.length > 1 && rowBytes > 0 && mapped.isMapped()) {
            PageAdvice.system().filter(PageAdvice::countsWaits).ifPresent(pages -> {
                long wait = waitNanos(pages, mapped, rowBytes, rows);
                if (wait > 0) {
                    start(pages, mapped, rowBytes, rows, worthARequest(wait));
                }
            });
        }
    }

    /**
     * Reads a mapping into memory, in order, as far as the memory holds it. Stops early if the thread is interrupted.
     *
     * @param mapped a mapping of a file; memory of another kind is left alone
     */
    public static void load(MemorySegment mapped) {
        if (!mapped.isMapped()) {
            return;
        }
        Optional<PageAdvice> system = PageAdvice.system();
        for (long at = 0; at < mapped.byteSize() && !Thread.currentThread().isInterrupted(); at += LOADED_TOGETHER) {
            MemorySegment part = mapped.asSlice(at, Math.min(LOADED_TOGETHER, mapped.byteSize() - at));
            system.ifPresent(pages -> askInOrder(pages, part));
            part.load();
        }
    }

    private static void askInOrder(PageAdvice pages, MemorySegment mapped) {
        long end = pages.pageEnd(mapped.address() + mapped.byteSize());
        for (long at = pages.pageStart(mapped.address()); at < end; at += ASKED_AT_A_TIME) {
            pages.advise(at, Math.min(at + ASKED_AT_A_TIME, end), PageAdvice.WILL_NEED);
        }
    }

    /** Returns how many bytes a disk reads in sequence in the time of one request among many. */
    static long worthARequest(long waitNanos) {
        return waitNanos > SLOW_NANOS ? WORTH_A_SLOW_REQUEST : WORTH_A_QUICK_REQUEST;
    }

    /**
     * Reads a byte of some rows. Returns the nanoseconds of a row that had to wait for the disk, the mean of a few; 0
     * if none had to.
     */
    private static long waitNanos(PageAdvice pages, MemorySegment mapped, long rowBytes, int[] rows) {
        int sample = Math.min(SAMPLE, Integer.highestOneBit(rows.length));
        long before = pages.waits();
        long waits = 0;
        long nanos = 0;
        int checked = 0;
        for (int together = 1; checked < sample && waits < TIMED; together = waits > 0 ? 1 : checked) {
            long start = System.nanoTime();
            for (int end = Math.min(checked + together, sample); checked < end; checked++) {
                int row = rows[(int) ((long) checked * rows.length / sample)];
                if (isIn(mapped, rowBytes, row)) {
                    byte _ = (byte) BYTE.getOpaque(mapped, row * rowBytes);
                }
            }
            long now = pages.waits() - before;
            if (now > waits) {
                nanos += System.nanoTime() - start;
                waits = now;
            }
        }
        return waits == 0 ? 0 : Math.max(1, nanos / waits);
    }

    private static boolean isIn(MemorySegment mapped, long rowBytes, int row) {
        return row >= 0 && row < mapped.byteSize() / rowBytes;
    }

    private static void start(PageAdvice pages, MemorySegment mapped, long rowBytes, int[] rows, long worthARequest) {
        try {
            long[] requests = {0};
            forEachRun(pages, mapped, rowBytes, rows, (_, _) -> requests[0]++);
            if (mapped.byteSize() / Math.max(1, requests[0]) >= worthARequest) {
                forEachRun(
                        pages, mapped, rowBytes, rows, (start, end) -> pages.advise(start, end, PageAdvice.WILL_NEED));
                return;
            }
            askInOrder(pages, mapped);
        } finally {
            Reference.reachabilityFence(mapped);
        }
    }

    /** Receives the first address of some pages, and the address after the last. */
    @FunctionalInterface
    private interface Run {
        void accept(long start, long end);
    }

    /** Visits the pages that hold rows. Rows that follow each other in the array and lie side by side are one run. */
    private static void forEachRun(PageAdvice pages, MemorySegment mapped, long rowBytes, int[] rows, Run run) {
        long from = 0;
        long to = 0;
        for (int row : rows) {
            if (!isIn(mapped, rowBytes, row)) {
                continue;
            }
            long address = mapped.address() + row * rowBytes;
            long start = pages.pageStart(address);
            long end = pages.pageEnd(address + rowBytes);
            if (start < from || start > to) {
                if (from < to) {
                    run.accept(from, to);
                }
                from = start;
                to = end;
            } else {
                to = Math.max(to, end);
            }
        }
        if (from < to) {
            run.accept(from, to);
        }
    }
}
