package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    private Path folder;

    @Test
    void admitsOneAtATimeAndLeavesNothing() throws IOException {
        try (FolderLock _ = FolderLock.take(folder, "writes its results here")) {
            assertThatThrownBy(() -> FolderLock.take(folder, "writes its results here"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " writes its results here");
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        FolderLock.take(folder, "writes").close();
    }

    /** Takes the lock of a folder in a process of its own, until the input ends. */
    static final class Holder {
        private Holder() {}

        /** Runs with the folder as its argument. */
        public static void main(String[] arguments) throws IOException {
            try (FolderLock _ = FolderLock.take(Path.of(arguments[0]), "writes its results here")) {
                System.out.println("held");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void keepsAnotherProcessOut() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> FolderLock.take(folder, "writes its results here"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("process " + holder.pid() + " writes its results here");
            holder.getOutputStream().close();
            assertThat(holder.waitFor()).isZero();
            FolderLock.take(folder, "writes").close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aFileOfAKilledRunLocksNobodyOut() throws IOException {
        Files.writeString(folder.resolve(".icfrr-lock"), "1");
        FolderLock.take(folder, "writes").close();
    }

    /** The file is removed and created again all the time; still no two hold the lock. */
    @Test
    void neverAdmitsTwo() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        Callable<Boolean> work = () -> {
            for (int i = 0; i < 200; i++) {
                try (FolderLock _ = FolderLock.take(folder, "writes")) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    admitted.incrementAndGet();
                    inside.decrementAndGet();
                } catch (IOException e) {
                    Thread.onSpinWait();
                }
            }
            return true;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(threads.submit(work));
            }
            for (Future<Boolean> one : running) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(admitted.get()).isPositive();
    }
}
