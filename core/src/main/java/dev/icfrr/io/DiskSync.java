package dev.icfrr.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Flushes files and folders to disk. What is flushed before a move makes it visible is complete after a power cut. The
 * environment variable {@value #VARIABLE}{@code =off} leaves flushing out, for results that may be lost.
 */
public final class DiskSync {
    /** The environment variable. */
    public static final String VARIABLE = "ICFRR_SYNC";

    /** The system property that overrides the variable: {@code on} or {@code off}. */
    public static final String PROPERTY = "dev.icfrr.sync";

    /** Disks flush several files at once about as fast as one. */
    private static final int THREADS = 8;

    private DiskSync() {}

    private static boolean isOff() {
        String variable = System.getenv(VARIABLE);
        return "off".equalsIgnoreCase(System.getProperty(PROPERTY, variable == null ? "on" : variable));
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    /** Flushes a file that is being written. */
    public static void file(FileChannel channel) throws IOException {
        if (!isOff()) {
            channel.force(true);
        }
    }

    /** Flushes a file that is complete. */
    public static void file(Path file) throws IOException {
        if (!isOff()) {
            try (FileChannel channel =
                    FileChannel.open(file, isWindows() ? StandardOpenOption.WRITE : StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Flushes the entries of a folder: new names, moves and deletions. Windows does so itself. */
    public static void folder(Path folder) throws IOException {
        if (isOff() || isWindows()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Flushes a folder and everything in it. */
    public static void tree(Path root) throws IOException {
        if (isOff()) {
            return;
        }
        List<Path> files = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                folders.add(folder);
                return FileVisitResult.CONTINUE;
            }
        });
        files(files);
        for (Path folder : folders) {
            folder(folder);
        }
    }

    /** Flushes several files that are complete, some at a time. */
    public static void files(List<Path> files) throws IOException {
        if (isOff() || files.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (Path file : files) {
                all.add(threads.submit(() -> {
                    try {
                        file(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UncheckedIOException failure ? failure.getCause() : new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while files were flushed to disk", e);
        }
    }

    /** Creates a folder and its missing parents, and flushes their names. */
    public static Path createFolders(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return Files.createDirectories(folder);
        }
        createFolders(parent);
        Files.createDirectories(folder);
        folder(parent);
        return folder;
    }
}
