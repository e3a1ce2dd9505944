package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
    /** {@code MADV_PAGEOUT} of Linux: take the pages of a mapping out of memory. */
    private static final int PAGE_OUT = 21;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 512", "128, 1000", "4095, 3", "4097, 5000", "7, 100000"})
    void theBytesOfAFileStayTheSame(int start, int rowBytes) throws IOException {
        byte[] bytes = new byte[100_001 + start];
        new Random(5).nextBytes(bytes);
        Path file = Files.write(folder.resolve("bytes"), bytes);
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment rows =
                    channel.map(MapMode.READ_ONLY, 0, bytes.length, arena).asSlice(start);
            ReadAhead.turnOff(rows);
            int count = (int) (rows.byteSize() / rowBytes);
            // Rows in any order, some twice, and some that are not there.
            int[] any = new Random(6).ints(300, -2, count + 2).toArray();
            ReadAhead.start(rows, rowBytes, any);
            ReadAhead.start(rows, rowBytes, new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE});
            ReadAhead.start(rows, rowBytes, new int[0]);
            ReadAhead.start(rows.asSlice(rows.byteSize()), rowBytes, any);
            ReadAhead.load(rows);
            assertThat(rows.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(Arrays.copyOfRange(bytes, start, bytes.length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1000})
    void rowsThatAreNotInMemoryAreReadTogether(int wanted) throws IOException, InterruptedException {
        int rowBytes = 3000;
        int count = 10_000;
        Path file = folder.resolve("rows");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(rowBytes * count));
            channel.force(true);
        }
        assumeThat(PageAdvice.system().map(PageAdvice::countsWaits)).hasValue(true);
        PageAdvice pages = PageAdvice.system().orElseThrow();
        int[] rows = new Random(7).ints(wanted, 0, count).sorted().toArray();
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, (long) rowBytes * count, arena);
            ReadAhead.turnOff(mapped);
            forget(pages, mapped);
            long alone = waits(pages, mapped, rowBytes, rows);
            // Not on file systems that keep files in memory.
            assumeThat(alone).isGreaterThan(rows.length / 2);
            forget(pages, mapped);
            ReadAhead.start(mapped, rowBytes, rows);
            Thread.sleep(500);
            assertThat(waits(pages, mapped, rowBytes, rows)).isLessThan(alone / 2);
        }
    }

    private static void forget(PageAdvice pages, MemorySegment mapped) {
        // Only pages that this mapping has used are taken out.
        mapped.load();
        pages.advise(mapped.address(), pages.pageEnd(mapped.address() + mapped.byteSize()), PAGE_OUT);
    }

    /** Reads rows and returns how often that waited for the disk. */
    private static long waits(PageAdvice pages, MemorySegment mapped, int rowBytes, int[] rows) {
        long before = pages.waits();
        int sum = 0;
        for (int row : rows) {
            sum += mapped.get(ValueLayout.JAVA_BYTE, (long) row * rowBytes);
        }
        assertThat(sum).isZero();
        return pages.waits() - before;
    }

    @Test
    void aSlowDiskReadsMoreInOrderThanAQuickOne() {
        assertThat(ReadAhead.worthARequest(80_000)).isLessThan(ReadAhead.worthARequest(1_000_000));
    }

    @Test
    void memoryOfNoFileIsLeftAlone() {
        MemorySegment heap = MemorySegment.ofArray(new byte[10]);
        assertThatCode(() -> {
                    ReadAhead.turnOff(heap);
                    ReadAhead.start(heap, 1, new int[] {1, 20});
                    ReadAhead.start(heap, 0, new int[] {1, 20});
                    ReadAhead.load(heap);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void loadingStopsIfTheThreadIsInterrupted() throws IOException {
        Path file = Files.write(folder.resolve("bytes"), new byte[5000]);
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, 5000, arena);
            Thread.currentThread().interrupt();
            ReadAhead.load(mapped);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
