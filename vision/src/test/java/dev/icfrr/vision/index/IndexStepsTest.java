package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.SelfMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IndexStepsTest extends IndexFixture {
    @Test
    void killedAtAnyStepTheIndexIsTheOldOrTheNewAndCanBeChangedAgain() throws IOException {
        Random random = new Random(5);
        Map<String, IndexItem> before = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(random, before, 30));
        Map<String, IndexItem> after = new LinkedHashMap<>(before);
        List<IndexItem> added = items(random, after, 3);
        Moments moments = new Moments();
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, moments, AddLimits.DEFAULT)) {
            for (IndexItem item : added) {
                editor.add(item);
            }
            editor.commit();
        }
        assertThat(moments.steps)
                .contains(
                        "features.npy",
                        "neighbors.knn",
                        "neighbors-scaled.knn",
                        "chance-votes.npy",
                        "list-counts.npy",
                        "gallery-mean.npy",
                        "index.json",
                        "name the folder",
                        "move CURRENT",
                        "clean up");
        for (int i = 0; i < moments.steps.size(); i++) {
            String as = "killed before '" + moments.steps.get(i) + "'";
            GalleryIndex index = IndexCheck.verify(moments.folders.get(i));
            boolean isNew = index.generation() == 2;
            assertThat(isNew).as(as).isEqualTo(moments.steps.get(i).equals("clean up"));
            assertHolds(index, centered(index, isNew ? after : before), as);
            // The next change finds its way and clears up.
            try (IndexEditor editor = IndexEditor.open(moments.folders.get(i), TWO, null)) {
                editor.remove(index.id(0));
                assertThat(editor.commit().size()).as(as).isEqualTo(index.size() - 1);
            }
            IndexCheck.verify(moments.folders.get(i));
            assertHoldsOnly(moments.folders.get(i), index.generation(), as);
        }
    }

    @Test
    void aFailingStepLeavesTheOldIndex() throws IOException {
        Random random = new Random(6);
        Map<String, IndexItem> before = new LinkedHashMap<>();
        build(multiscale(8), items(random, before, 20));
        List<String> failed = new ArrayList<>();
        for (int failing = 0; failing < 30; failing++) {
            int countdown = failing;
            int[] seen = new int[1];
            WriteObserver steps = step -> {
                if (seen[0]++ == countdown) {
                    failed.add(step);
                    throw new IOException("no space left on device, before " + step);
                }
            };
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, steps, AddLimits.DEFAULT)) {
                editor.remove(before.keySet().iterator().next());
                assertThatThrownBy(editor::commit).hasMessageContaining("no space left");
            }
            GalleryIndex index = IndexCheck.verify(folder());
            if (failed.getLast().equals("clean up")) {
                assertThat(index.size()).isEqualTo(19);
                return;
            }
            assertHolds(index, List.copyOf(before.values()), failed.getLast());
        }
        throw new AssertionError("the last step was never reached: " + failed);
    }

    @Test
    void openReadersKeepTheOldVersion() throws IOException {
        Random random = new Random(7);
        Map<String, IndexItem> first = new LinkedHashMap<>();
        build(settings(4, SelfMatch.INDEX), items(random, first, 25));
        GalleryIndex reader = GalleryIndex.open(folder());
        for (int change = 0; change < 4; change++) {
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
                editor.remove(editor.base().id(0));
                editor.commit();
            }
            assertHolds(reader, List.copyOf(first.values()), "change " + change);
            assertThat(reader.isCurrent()).isFalse();
        }
        GalleryIndex now = reader.refreshed();
        assertThat(now.size()).isEqualTo(21);
        assertThat(now.isCurrent()).isTrue();
        assertThat(now.refreshed()).isSameAs(now);
        try (Stream<Path> left = Files.list(folder())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("CURRENT", "LOCK", "gen-000004", "gen-000005");
        }
    }

    @Test
    void onlyOneEditorCanBeOpen() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(settings(4, SelfMatch.INDEX), items(new Random(8), items, 5));
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            assertThatThrownBy(() -> IndexEditor.open(folder(), TWO, null))
                    .isInstanceOf(IndexBusyException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThatThrownBy(() -> IndexBuilder.start(folder(), settings(4, SelfMatch.INDEX), true))
                    .isInstanceOf(IndexBusyException.class);
            assertThat(editor.commit().generation()).isEqualTo(1);
        }
        IndexEditor.open(folder(), TWO, null).close();
    }
}
