package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexEditorTest extends IndexFixture {
    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void anIdThatAddressesDropIsRefused(String id) throws IOException {
        IndexItem item = IndexItem.of(id, new float[] {1, 2});
        IndexSettings settings = settings(3, SelfMatch.FIRST);
        try (IndexBuilder builder = IndexBuilder.start(folder(), settings, false)) {
            builder.add(item);
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be an id");
        }
        build(settings, List.of(IndexItem.of("a", new float[] {1, 2})));
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            assertThatThrownBy(() -> editor.add(item)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void aSequenceOfChangesEqualsARebuild(long seed) throws IOException {
        Random random = new Random(seed);
        IndexSettings settings = settings(7, seed % 2 == 0 ? SelfMatch.FIRST : SelfMatch.INDEX);
        Map<String, IndexItem> expected = new LinkedHashMap<>();
        build(settings, items(random, expected, 120));
        for (int change = 0; change < 8; change++) {
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
                for (String id : List.copyOf(expected.keySet())) {
                    if (random.nextInt(40) == 0 && expected.size() > 1) {
                        editor.remove(id);
                        expected.remove(id);
                    }
                }
                for (IndexItem item : items(random, expected, random.nextInt(5))) {
                    editor.add(item);
                }
                editor.commit();
            }
            GalleryIndex index = IndexCheck.verify(folder());
            assertThat(index.generation()).isLessThanOrEqualTo(change + 2L);
            assertHolds(index, List.copyOf(expected.values()), "seed " + seed + ", change " + change);
            assertRebuilt(index, settings);
        }
    }

    @Test
    void thumbnailsStayInTheirPacksUntilHalfOfThemAreRemoved() throws IOException {
        Random random = new Random(20);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(settings(3, SelfMatch.FIRST), items(random, items, 30));
        change(items, 0, items(random, new LinkedHashMap<>(), 5));
        assertThat(packs()).containsExactly("thumbnails-000001.blob", "thumbnails-000002.blob");
        // The small pack is taken in by one that is as large.
        change(items, 2, items(random, new LinkedHashMap<>(), 6));
        assertThat(packs()).containsExactly("thumbnails-000001.blob", "thumbnails-000003.blob");
        assertThat(Files.isSameFile(
                        folder().resolve("gen-000002/thumbnails-000001.blob"),
                        folder().resolve("gen-000003/thumbnails-000001.blob")))
                .as("one file under two names")
                .isTrue();
        // Only removals: nothing is written, until less than half is alive.
        change(items, 4, List.of());
        assertThat(packs()).containsExactly("thumbnails-000001.blob", "thumbnails-000003.blob");
        change(items, 20, List.of());
        assertThat(packs()).containsExactly("thumbnails-000005.blob");
        // Without images there are no files of images.
        for (String id : List.copyOf(items.keySet())) {
            if (items.get(id).thumbnail().isEmpty()) {
                items.remove(id);
            }
        }
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            items.keySet().forEach(editor::remove);
            assertThat(editor.commit().thumbnails()).isEmpty();
        }
        IndexCheck.verify(folder());
    }

    /** Removes the first few and adds others. */
    private void change(Map<String, IndexItem> items, int removed, List<IndexItem> added) throws IOException {
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            for (String id : items.keySet().stream().limit(removed).toList()) {
                editor.remove(id);
                items.remove(id);
            }
            for (IndexItem item : added) {
                editor.add(item);
                items.put(item.id(), item);
            }
            editor.commit();
        }
        assertHolds(IndexCheck.verify(folder()), List.copyOf(items.values()), "changed");
    }

    private List<String> packs() throws IOException {
        return GalleryIndex.open(folder()).thumbnails().orElseThrow().packs().stream()
                .map(ThumbnailPacks.Pack::name)
                .toList();
    }

    @Test
    void rejectsInvalidItems() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(settings(4, SelfMatch.INDEX), items(new Random(9), items, 3));
        String taken = items.keySet().iterator().next();
        float[] feature = new float[3];
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            assertThatThrownBy(() -> editor.remove("nobody")).hasMessageContaining("no item 'nobody'");
            assertThatThrownBy(() -> editor.add(IndexItem.of(taken, feature))).hasMessageContaining("already");
            assertThatThrownBy(() -> editor.add(IndexItem.of("x", new float[2])))
                    .hasMessageContaining("2 values");
            assertThatThrownBy(() -> editor.add(IndexItem.of("x", new float[] {1, Float.NaN, 2})))
                    .hasMessageContaining("NaN");
            assertThatThrownBy(() -> editor.add(IndexItem.of("", feature))).hasMessageContaining("1 to 1024 bytes");
            assertThatThrownBy(() -> editor.add(IndexItem.of("a\nb", feature))).hasMessageContaining("control");
            assertThatThrownBy(() -> editor.add(IndexItem.of("\ud800", feature)))
                    .hasMessageContaining("surrogates");
            editor.remove(taken);
            assertThatThrownBy(() -> editor.remove(taken)).hasMessageContaining("no item");
            editor.add(IndexItem.of(taken, feature));
            assertThatThrownBy(() -> editor.add(IndexItem.of(taken, feature))).hasMessageContaining("already");
            GalleryIndex changed = editor.commit();
            assertThat(changed.id(2)).isEqualTo(taken);
            assertThat(changed.feature(2)).isEqualTo(feature);
        }
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            for (String id : items.keySet()) {
                editor.remove(id);
            }
            assertThatThrownBy(editor::commit).hasMessageContaining("at least 1 item");
        }
        assertThat(GalleryIndex.open(folder()).size()).isEqualTo(3);
    }

    @Test
    void namesTheItemWithTheSameImage() throws IOException {
        byte[] hash = new byte[32];
        hash[31] = 1;
        IndexItem item = new IndexItem("one", new float[] {1}, 3, Optional.empty(), Optional.of(hash));
        build(settings(1, SelfMatch.INDEX), List.of(item, IndexItem.of("two", new float[] {2})));
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            assertThat(editor.withContent(hash)).hasValue("one");
            assertThat(editor.withContent(new byte[32])).isEmpty();
            assertThat(editor.nextId()).isEqualTo("2");
            editor.remove("one");
            assertThat(editor.withContent(hash)).isEmpty();
            editor.commit();
        }
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            assertThat(editor.nextId()).isEqualTo("3");
        }
    }

    @Test
    void anApproximateIndexCanBeChanged() throws IOException {
        Random random = new Random(10);
        IndexSettings approximate = multiscale(4).withApproximation(new IndexSettings.Approximation(0.9, 3));
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(approximate, items(random, items, 300));
        GalleryIndex index = GalleryIndex.open(folder());
        assertThat(index.clusters()).isPresent();
        assertThat(index.manifest().files()).containsKeys("clusters.npy", "cluster-starts.npy", "cluster-items.npy");
        assertThat(index.graph().provenance()).contains("approximate, recall");
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            editor.remove(index.id(17));
            items.remove(index.id(17));
            for (IndexItem item : items(random, items, 4)) {
                editor.add(item);
            }
            index = editor.commit();
        }
        IndexCheck.verify(folder());
        assertHolds(index, List.copyOf(items.values()), "changed");
        assertThat(index.clusters().orElseThrow().size()).isEqualTo(303);
        float[] feature = index.feature(302);
        assertThat(index.feature(index.firstStage(TWO).nearest(feature, 1).items()[0]))
                .isEqualTo(feature);
        assertThat(index.manifest().kg()).isEqualTo(10);
        KnnGraph exact = new KnnGraphBuilder(10, SelfMatch.INDEX, TWO, null).exact(index.features());
        // What an update finds is exact.
        assertThat(index.graph().neighbors(302)).isEqualTo(exact.neighbors(302));
    }
}
