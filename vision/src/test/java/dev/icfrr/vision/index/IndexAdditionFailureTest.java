package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An addition that is interrupted or fails leaves an index that is whole. */
class IndexAdditionFailureTest extends AdditionFixture {
    @Test
    void killedWhileItemsAreAddedTheIndexIsTheOldOrTheNew() throws IOException {
        Random random = new Random(54);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(random, items, 40));
        change(folder(), ALWAYS, List.of(), items(random, items, 2));
        List<IndexItem> before = List.copyOf(items.values());
        List<IndexItem> added = items(random, items, 3);
        Moments moments = new Moments();
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, moments, ALWAYS)) {
            for (IndexItem item : added) {
                editor.add(item);
            }
            editor.commit();
        }
        assertThat(moments.steps)
                .contains("features.npy", "added-features.npy", "changed-neighbors.npy", "move CURRENT");
        for (int i = 0; i < moments.steps.size(); i++) {
            String as = "killed before '" + moments.steps.get(i) + "'";
            GalleryIndex index = IndexCheck.verify(moments.folders.get(i));
            boolean isNew = moments.steps.get(i).equals("clean up");
            assertThat(index.generation()).as(as).isEqualTo(isNew ? 3 : 2);
            List<IndexItem> held = isNew ? List.copyOf(items.values()) : before;
            assertHolds(
                    index,
                    held.stream()
                            .map(item -> item.withFeature(
                                    index.centers().orElseThrow().galleryItem(item.feature())))
                            .toList(),
                    as);
            // The next change finds its way and clears up.
            change(moments.folders.get(i), ALWAYS, List.of(), items(random, new LinkedHashMap<>(), 1));
            assertHoldsOnly(moments.folders.get(i), index.generation(), as);
        }
    }

    @Test
    void aFailingStepLeavesTheOldIndex() throws IOException {
        Random random = new Random(55);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4), items(random, items, 40));
        change(folder(), ALWAYS, List.of(), items(random, items, 2));
        List<IndexItem> before = List.copyOf(items.values());
        List<String> failed = new ArrayList<>();
        while (failed.isEmpty() || !failed.getLast().equals("clean up")) {
            int[] seen = new int[1];
            WriteObserver steps = step -> {
                if (seen[0]++ == failed.size()) {
                    failed.add(step);
                    throw new IOException("no space left on device, before " + step);
                }
            };
            IndexItem more = items(random, new LinkedHashMap<>(), 1).getFirst();
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, steps, ALWAYS)) {
                editor.add(more);
                assertThatThrownBy(editor::commit).hasMessageContaining("no space left");
            }
            if (!failed.getLast().equals("clean up")) {
                assertHolds(IndexCheck.verify(folder()), before, failed.getLast());
            }
        }
        assertThat(IndexCheck.verify(folder()).size()).isEqualTo(43);
        assertThat(failed).hasSizeGreaterThan(15);
    }
}
