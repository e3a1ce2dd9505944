package dev.icfrr.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.server.Galleries;
import dev.icfrr.server.http.Problem;
import dev.icfrr.server.http.ServerMetrics;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveGalleryTest {
    private static final int CHANGES = 12;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @TempDir
    Path folder;

    private LiveGallery gallery() throws IOException {
        GalleryIndex index = Galleries.doodles(folder.resolve("index"), 2, 4);
        return new LiveGallery(index, null, new ServerMetrics(), () -> 1);
    }

    /** Adds an item, after the others have had the time to wait for it. */
    private LiveGallery.Changed<Boolean> hold(LiveGallery live) {
        return live.change(editor -> {
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            editor.add(IndexItem.of("first", live.now().index().feature(0)));
            return true;
        });
    }

    private List<CompletableFuture<LiveGallery.Changed<String>>> changeTogether(
            LiveGallery live, ExecutorService clients, LiveGallery.Change<String> other) throws InterruptedException {
        CompletableFuture<?> first = CompletableFuture.supplyAsync(() -> hold(live), clients);
        begun.await();
        List<CompletableFuture<LiveGallery.Changed<String>>> changes = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            String id = "new " + i;
            LiveGallery.Change<String> change = i == 5
                    ? other
                    : editor -> {
                        editor.add(IndexItem.of(id, live.now().index().feature(0)));
                        return id;
                    };
            changes.add(CompletableFuture.supplyAsync(() -> live.change(change), clients));
        }
        while (live.changesWaiting() < CHANGES) {
            Thread.onSpinWait();
        }
        gate.countDown();
        first.join();
        return changes;
    }

    @Test
    void changesThatWaitAreWrittenAsOneGeneration() throws Exception {
        try (LiveGallery live = gallery();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = changeTogether(live, clients, editor -> {
                editor.remove("house/1.png");
                return "removed";
            });

            for (var change : changes) {
                assertThat(change.get().gallery().index().generation()).isEqualTo(3);
            }
            assertThat(live.now().size()).isEqualTo(8 + 1 + CHANGES - 2);
            assertThat(live.now().find("new 11")).isPresent();
            assertThat(live.now().find("house/1.png")).isEmpty();
        }
    }

    @Test
    void aChangeThatFailsLeavesTheOthers() throws Exception {
        try (LiveGallery live = gallery();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = changeTogether(live, clients, editor -> {
                editor.remove("house/1.png");
                throw Problem.conflict("no");
            });

            for (int i = 0; i < CHANGES; i++) {
                if (i == 5) {
                    assertThatThrownBy(changes.get(i)::join).hasRootCauseInstanceOf(Problem.class);
                } else {
                    assertThat(changes.get(i).get().result()).isEqualTo("new " + i);
                }
            }
            assertThat(live.now().index().generation()).isEqualTo(3);
            assertThat(live.now().find("house/1.png"))
                    .as("nothing of it is written")
                    .isPresent();
        }
    }
}
