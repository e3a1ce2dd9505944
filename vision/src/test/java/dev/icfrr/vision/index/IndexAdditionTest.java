package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListChanges;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.search.InvertedLists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items that are added without writing the files of all other items again. */
class IndexAdditionTest extends AdditionFixture {
    private Path twin() {
        return temporary.resolve("twin");
    }

    @ParameterizedTest
    @CsvSource({
        "41, 0, FIRST, false, false",
        "42, 0, INDEX, false, false",
        "43, 0, FIRST, false, true",
        "44, 4, INDEX, false, false",
        "45, 16, INDEX, true, false",
        "46, 4, INDEX, true, true",
        "47, 8, INDEX, false, true",
        "48, 0, FIRST, true, false"
    })
    void anIndexWithAdditionsEqualsOneThatWasWrittenAnew(
            long seed, int k, SelfMatch self, boolean centered, boolean approximate) throws IOException {
        Random random = new Random(seed);
        IndexSettings settings = (k == 0 ? settings(7, self) : multiscale(k)).withCentered(centered);
        if (approximate) {
            settings = settings.withApproximation(new IndexSettings.Approximation(0.9, seed));
        }
        Map<String, IndexItem> expected = new LinkedHashMap<>();
        List<IndexItem> first = items(random, expected, 150);
        if (seed % 2 == 1) {
            // Labels, images and hashes come with added items only.
            first = first.stream()
                    .map(item -> IndexItem.of(item.id(), item.feature()))
                    .toList();
            first.forEach(item -> expected.put(item.id(), item));
        }
        build(settings, first);
        Folders.copy(folder(), twin());
        for (int change = 0; change < 10; change++) {
            String as = "seed " + seed + ", change " + change;
            List<IndexItem> added = items(random, expected, 1 + random.nextInt(change == 4 ? 20 : 3));
            if (seed % 3 == 0) {
                added = added.stream()
                        .map(item -> IndexItem.of(item.id(), item.feature()))
                        .toList();
                added.forEach(item -> expected.put(item.id(), item));
            }
            List<String> removed = List.of();
            if (change == 7) {
                // One item of the last full write and one that was added since.
                List<String> ids = List.copyOf(expected.keySet());
                removed = List.of(ids.get(3), ids.get(155));
                expected.keySet().removeAll(removed);
            }
            GalleryIndex index = change(folder(), ALWAYS, removed, added);
            GalleryIndex whole = change(twin(), NEVER, removed, added);
            assertThat(index.manifest().added() > 0).as(as).isEqualTo(change != 7);
            assertThat(whole.manifest().added()).isZero();
            assertHolds(index, centered(index, expected), as);
            assertSame(index, whole, random, as);
        }
        // Writing all files gives the same files, byte for byte.
        String last = List.copyOf(expected.keySet()).getLast();
        GalleryIndex index = change(folder(), ALWAYS, List.of(last), List.of());
        GalleryIndex whole = change(twin(), NEVER, List.of(last), List.of());
        assertThat(sharedFiles(index)).isEqualTo(sharedFiles(whole));
        assertThat(index.manifest().files().get(GenerationWriter.NEIGHBORS))
                .isEqualTo(whole.manifest().files().get(GenerationWriter.NEIGHBORS));
        expected.remove(last);
        assertHolds(index, centered(index, expected), "written anew");
    }

    private static void assertSame(GalleryIndex index, GalleryIndex whole, Random random, String as)
            throws IOException {
        assertThat(index.size()).as(as).isEqualTo(whole.size());
        assertThat(index.manifest().nextId()).isEqualTo(whole.manifest().nextId());
        assertThat(index.manifest().labelNames()).isEqualTo(whole.manifest().labelNames());
        assertThat(index.isLabelled()).as(as).isEqualTo(whole.isLabelled());
        assertLists(index.storedGraph(), whole.storedGraph(), as);
        assertThat(index.graph().provenance()).isEqualTo(whole.graph().provenance());
        assertThat(index.scaledGraph().isPresent())
                .isEqualTo(whole.scaledGraph().isPresent());
        if (index.scaledGraph().isPresent()) {
            assertLists(index.scaledGraph().get(), whole.scaledGraph().orElseThrow(), as + ", scaled");
        }
        assertThat(index.clusters().map(InvertedLists::clusterOf).orElse(new int[0]))
                .isEqualTo(whole.clusters().map(InvertedLists::clusterOf).orElse(new int[0]));
        assertThat(index.clusters().map(InvertedLists::members).orElse(new int[0]))
                .isEqualTo(whole.clusters().map(InvertedLists::members).orElse(new int[0]));
        assertThat(counts(index).toIntArray()).as(as).isEqualTo(counts(whole).toIntArray());
        Map<Long, Integer> labels = new HashMap<>();
        for (int item = 2; item < index.size(); item++) {
            if (index.label(item) != IndexItem.UNKNOWN) {
                labels.merge(index.label(item), 1, Integer::sum);
            }
        }
        assertThat(index.countLabels(2, index.size())).as(as).isEqualTo(labels);
        assertThat(index.countLabels(index.size(), index.size())).isEmpty();
        index.load();
        assertThat(index.loadedBytes()).isBetween(index.size() * 12L, IndexCheck.bytes(index));
        float[] query = index.query(new float[] {random.nextFloat(), random.nextFloat(), 2});
        double[] distances = new double[index.size()];
        double[] expected = new double[index.size()];
        index.scan(TWO).distances(query, distances);
        whole.scan(TWO).distances(query, expected);
        assertThat(distances).as(as).isEqualTo(expected);
        assertThat(index.firstStage(TWO).nearest(query, 40).items())
                .as(as)
                .isEqualTo(whole.firstStage(TWO).nearest(query, 40).items());
        Icfrr reranker = index.rerankSetup().reranker();
        assertThat(reranker.rerank(distances, index.size()).toArray())
                .as(as)
                .isEqualTo(whole.rerankSetup()
                        .reranker()
                        .rerank(expected, index.size())
                        .toArray());
    }

    private static void assertLists(KnnGraph graph, KnnGraph expected, String as) {
        for (int item = 0; item < expected.size(); item++) {
            assertThat(graph.neighbors(item)).as(as + ", item " + item).isEqualTo(expected.neighbors(item));
        }
    }

    @Test
    void anItemOfALargeApproximateIndexIsComparedWithTheNearestClusters() throws IOException {
        Random random = new Random(49);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        IndexSettings settings = multiscale(4).withApproximation(new IndexSettings.Approximation(0.9, 2));
        build(settings, items(random, items, 400));
        GalleryIndex base = change(folder(), ALWAYS, List.of(), items(random, items, 3));
        float[][] features = {{1, 2, 3}, {0.5f, 0, 2.5f}};
        ItemSource more = ItemSource.of(Matrix.ofRows(features), Integer::toString, item -> 0);
        AddedChanges all = AddedChanges.find(base, more, settings, 1000).orElseThrow();
        AddedChanges most = AddedChanges.find(base, more, settings, 402).orElseThrow();
        assertLists(changed(base, most), changed(base, all), "nearly all");
        assertThat(changed(base.scaledGraph().orElseThrow(), most.scaled()).neighbors(404))
                .isEqualTo(
                        changed(base.scaledGraph().orElseThrow(), all.scaled()).neighbors(404));
        AddedChanges few = AddedChanges.find(base, more, settings, 100).orElseThrow();
        assertThat(few.plain().count()).isBetween(5, all.plain().count());
        // The nearest items are in the nearest clusters.
        assertThat(changed(base, few).neighbors(403)[0])
                .isEqualTo(changed(base, all).neighbors(403)[0]);
        assertThat(few.clusters()).isPresent();
    }

    private static KnnGraph changed(GalleryIndex base, AddedChanges changes) {
        return changed(base.storedGraph(), Optional.of(changes.plain()));
    }

    /** Adds the changes of all additions to the lists of the last full write. */
    private static KnnGraph changed(KnnGraph graph, Optional<ListChanges> changes) {
        return graph.changed(changes.orElseThrow());
    }

    @Test
    void anAddedItemSharesTheFilesOfAllOthers() throws IOException {
        Random random = new Random(50);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(settings(5, SelfMatch.INDEX), items(random, items, 5000));
        GalleryIndex first = GalleryIndex.open(folder());
        assertThat(first.manifest().files()).containsKey(GenerationWriter.RADII);
        GalleryIndex added = add(items(random, items, 1));
        assertThat(added.manifest().added()).isEqualTo(1);
        for (String name : first.manifest().files().keySet()) {
            assertThat(Files.isSameFile(
                            folder().resolve("gen-000001").resolve(name),
                            folder().resolve("gen-000002").resolve(name)))
                    .as(name)
                    .isTrue();
        }
        assertThat(Files.readString(folder().resolve("gen-000002/index.json"))).contains("\"version\" : 4");
        // One item in 64 may be added.
        added = add(items(random, items, 77));
        assertThat(added.manifest().added()).isEqualTo(78);
        added = add(items(random, items, 1));
        assertThat(added.manifest().added()).isZero();
        assertThat(Files.readString(folder().resolve("gen-000004/index.json"))).contains("\"version\" : 3");
        assertHolds(added, List.copyOf(items.values()), "written anew");
        assertThat(added.manifest().files()).containsKey(GenerationWriter.RADII);
    }

    private GalleryIndex add(List<IndexItem> items) throws IOException {
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            for (IndexItem item : items) {
                editor.add(item);
            }
            editor.commit();
        }
        return IndexCheck.verify(folder());
    }

    @Test
    void readersKeepTheirGenerationWhileItemsAreAdded() throws IOException {
        Random random = new Random(51);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4), items(random, items, 40));
        List<GalleryIndex> readers = new ArrayList<>();
        List<List<IndexItem>> held = new ArrayList<>();
        for (int change = 0; change < 4; change++) {
            readers.add(change(folder(), ALWAYS, List.of(), items(random, items, 2)));
            held.add(List.copyOf(items.values()));
        }
        for (int reader = 0; reader < readers.size(); reader++) {
            assertHolds(readers.get(reader), held.get(reader), "reader " + reader);
            assertThat(readers.get(reader).refreshed().size()).isEqualTo(48);
        }
        assertThat(Files.list(folder()).map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder("CURRENT", "LOCK", "gen-000004", "gen-000005");
    }

    @Test
    void findsImagesOfAllItemsByTheirHashes() throws IOException {
        Random random = new Random(56);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(settings(5, SelfMatch.INDEX), items(random, items, 40));
        change(folder(), ALWAYS, List.of(), items(random, items, 5));
        List<IndexItem> all = List.copyOf(items.values());
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, WriteObserver.NONE, ALWAYS)) {
            IndexItem more = items(random, items, 2).getLast();
            editor.add(more);
            editor.remove(all.get(1).id());
            for (int round = 0; round < 3; round++) {
                for (int item : new int[] {2, 39, 41, 43, 1, 0}) {
                    byte[] hash = all.get(item).contentHash().orElse(new byte[32]);
                    assertThat(editor.withContent(hash))
                            .as("round " + round + ", item " + item)
                            .isEqualTo(
                                    item < 2 || all.get(item).contentHash().isEmpty()
                                            ? Optional.empty()
                                            : Optional.of(all.get(item).id()));
                }
                assertThat(editor.withContent(more.contentHash().orElseThrow())).hasValue(more.id());
            }
        }
    }

    @Test
    void aQueryBankKeepsAddedItems() throws IOException {
        Random random = new Random(52);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(random, items, 40));
        change(folder(), ALWAYS, List.of(), items(random, items, 2));
        IndexQueries.set(folder(), Optional.of(new QueryBank(7, new double[] {1, 2, 3})));
        GalleryIndex index = change(folder(), ALWAYS, List.of(), items(random, items, 1));
        assertThat(index.manifest().added()).isEqualTo(3);
        assertThat(index.queryBank().orElseThrow().queries()).isEqualTo(7);
        assertHolds(index, centered(index, items), "with a bank");
    }
}
