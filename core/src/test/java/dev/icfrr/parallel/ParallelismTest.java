package dev.icfrr.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelismTest {
    private static final int ROWS = 1000;

    private static Parallelism three(boolean virtual) {
        return virtual ? new Parallelism(3).onVirtualThreads() : new Parallelism(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyRowIsWorkedOnOnceByAsManyThreads(boolean virtual) {
        AtomicIntegerArray calls = new AtomicIntegerArray(ROWS);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        three(virtual).forEachRow(ROWS, () -> {
            threads.add(Thread.currentThread());
            all.countDown();
            await(all);
            return calls::incrementAndGet;
        });
        for (int row = 0; row < ROWS; row++) {
            assertThat(calls.get(row)).isEqualTo(1);
        }
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
        threads.remove(Thread.currentThread());
        assertThat(threads).allMatch(thread -> thread.isVirtual() == virtual);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFaultOfAnyThreadComesBack(boolean virtual) {
        assertThatThrownBy(() -> three(virtual).forEachRow(ROWS, () -> row -> {
                    if (row == ROWS / 2) {
                        throw new IllegalArgumentException("row " + row);
                    }
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 500");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheWorkAndIsKept(boolean virtual) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> three(virtual).forEachRow(ROWS, () -> row -> {}))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
