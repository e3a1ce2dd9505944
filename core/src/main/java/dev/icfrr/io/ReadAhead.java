package dev.icfrr.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/**
 * What the operating system reads of a mapped file before it is used. All of this changes only the speed, and nothing
 * is done where the system's functions are unknown or native calls are not allowed.
 */
public final class ReadAhead {
    /** So many rows tell whether others are in memory. */
    private static final int SAMPLE = 64;

    /** Requests of others wait for so many bytes at most. */
    private static final long LOADED_TOGETHER = 4L << 20;

    /**
     * A disk reads so many bytes in sequence in the time of one request, at least. Some serve only a thousand requests
     * per second.
     */
    private static final long WORTH_A_REQUEST = 64L << 10;

    private static final int WILL_NEED = PageAdvice.WILL_NEED;

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
     * takes microseconds.
     *
     * @param mapped rows in a mapping of a file; memory of another kind is left alone
     * @param rowBytes the length of each
     * @param rows their numbers, in any order; rows that are not in this memory are left out. Neighbors in the file
     *     should be neighbors in the array, because they are read together
     */
    public static void start(MemorySegment mapped, long rowBytes, int[] rows) {
        if (rows.length > 1 && rowBytes > 0 && mapped.isMapped()) {
            PageAdvice.system()
                    .filter(PageAdvice::countsWaits)
                    .filter(pages -> isMissing(pages, mapped, rowBytes, rows))
                    .ifPresent(pages -> start(pages, mapped, rowBytes, rows));
        }
    }

    /**
     * Reads a mapping into memory, in order, as far as the memory holds it. Stops early if the thread is interrupted.
     *
     * @param mapped a mapping of a file; memory of another kind is left alone
     */
    public static void load(MemorySegment mapped) {
        if (mapped.isMapped()) {
            for (long at = 0;
                    at < mapped.byteSize() && !Thread.currentThread().isInterrupted();
                    at += LOADED_TOGETHER) {
                mapped.asSlice(at, Math.min(LOADED_TOGETHER, mapped.byteSize() - at))
                        .load();
            }
        }
    }

    /** Reads a byte of some rows and returns whether that had to wait for the disk. Stops soon if it had to. */
    private static boolean isMissing(PageAdvice pages, MemorySegment mapped, long rowBytes, int[] rows) {
        int sample = Math.min(SAMPLE, Integer.highestOneBit(rows.length));
        long before = pages.waits();
        int checked = 0;
        for (int together = 1; checked < sample; together = checked) {
            for (int end = checked + together; checked < end; checked++) {
                int row = rows[(int) ((long) checked * rows.length / sample)];
                if (isIn(mapped, rowBytes, row)) {
                    byte _ = (byte) BYTE.getOpaque(mapped, row * rowBytes);
                }
            }
            if (pages.waits() != before) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(MemorySegment mapped, long rowBytes, int row) {
        return row >= 0 && row < mapped.byteSize() / rowBytes;
    }

    private static void start(PageAdvice pages, MemorySegment mapped, long rowBytes, int[] rows) {
        try {
            long[] requests = {0};
            forEachRun(pages, mapped, rowBytes, rows, (_, _) -> requests[0]++);
            if (mapped.byteSize() / Math.max(1, requests[0]) >= WORTH_A_REQUEST) {
                forEachRun(pages, mapped, rowBytes, rows, (start, end) -> pages.advise(start, end, WILL_NEED));
                return;
            }
            long end = pages.pageEnd(mapped.address() + mapped.byteSize());
            for (long at = pages.pageStart(mapped.address()); at < end; at += LOADED_TOGETHER) {
                pages.advise(at, Math.min(at + LOADED_TOGETHER, end), WILL_NEED);
            }
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
