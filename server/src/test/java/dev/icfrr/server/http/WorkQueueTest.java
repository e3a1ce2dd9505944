package dev.icfrr.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    @Test
    void quickWorkOfTheOnlyRequestRunsOnItsThread() {
        try (WorkQueue queue = new WorkQueue(Limits.standard(), 2);
                WorkQueue.Slot _ = queue.enter()) {
            assertThat(queue.computeQuickly(Thread::currentThread)).isSameAs(Thread.currentThread());
            assertThat(queue.compute(Thread::currentThread)).isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    void quickWorkRunsOnAWorkerWhileAnotherRequestIsInFlight() {
        try (WorkQueue queue = new WorkQueue(Limits.standard(), 2);
                WorkQueue.Slot _ = queue.enter()) {
            try (WorkQueue.Slot _ = queue.enter()) {
                assertThat(queue.computeQuickly(Thread::currentThread).getName())
                        .startsWith("icfrr-worker-");
            }
            assertThat(queue.computeQuickly(Thread::currentThread)).isSameAs(Thread.currentThread());
        }
    }

    @Test
    void quickWorkRunsOnAWorkerIfThereIsOneProcessor() {
        try (WorkQueue queue = new WorkQueue(Limits.standard(), 1);
                WorkQueue.Slot _ = queue.enter()) {
            assertThat(queue.computeQuickly(Thread::currentThread).getName()).startsWith("icfrr-worker-");
        }
    }

    @Test
    void failuresReachTheCallerFromBothKindsOfThreads() {
        Problem problem = Problem.unprocessable("no");
        try (WorkQueue queue = new WorkQueue(Limits.standard(), 2)) {
            assertThatThrownBy(() -> queue.compute(() -> {
                        throw problem;
                    }))
                    .isSameAs(problem);
            assertThatThrownBy(() -> queue.computeQuickly(() -> {
                        throw problem;
                    }))
                    .isSameAs(problem);
            assertThatThrownBy(() -> queue.computeQuickly(() -> {
                        throw new IOException("lost");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }
}
