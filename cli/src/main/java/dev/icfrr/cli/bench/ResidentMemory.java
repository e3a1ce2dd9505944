package dev.icfrr.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Peak memory of this process since the last {@link #reset}. On Linux also the kernel's counts: resident memory with
 * mapped files, and without them. The latter is sampled every few milliseconds.
 */
final class ResidentMemory implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final int MILLISECONDS = 20;

    private final Thread watcher;
    private volatile long own;
    private volatile boolean closed;

    ResidentMemory() {
        watcher = Thread.ofPlatform().daemon().name("icfrr-memory").start(this::watch);
        reset();
    }

    private void watch() {
        while (!closed) {
            look();
            try {
                Thread.sleep(MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void look() {
        own = Math.max(own, status("RssAnon").orElse(0));
    }

    /** Resets the peaks. */
    synchronized void reset() {
        own = 0;
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        if (Files.isWritable(CLEAR)) {
            try {
                Files.writeString(CLEAR, "5");
            } catch (IOException e) {
                System.getLogger(ResidentMemory.class.getName())
                        .log(System.Logger.Level.DEBUG, "peaks are of the whole run", e);
            }
        }
    }

    /** Returns bytes by kind of memory, as far as the system reports them. */
    Map<String, Long> peaks() {
        look();
        Map<String, Long> peaks = new LinkedHashMap<>();
        status("VmHWM").ifPresent(bytes -> peaks.put("resident", bytes));
        if (own > 0) {
            peaks.put("resident without mapped files", own);
        }
        peaks.put(
                "Java heap used",
                pools().stream()
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum());
        return peaks;
    }

    private static java.util.List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    /** Reads a line like {@code VmHWM:   123456 kB}. */
    private static OptionalLong status(String name) {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }
}
