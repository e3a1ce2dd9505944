package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.advice.InitialRankings;
import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.distance.Centering;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Vote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexEditorTest {
    private static final Parallelism TWO = new Parallelism(2);

    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("gällery index");
    }

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

    /**
     * Its neighbor lists are those of an index built from the same items, and so are all its files, byte for byte, but
     * for those where neighbors to spare and images lie.
     */
    private void assertRebuilt(GalleryIndex index, IndexSettings settings) throws IOException {
        Path rebuilt = Files.createTempDirectory(temporary, "rebuilt");
        try (IndexBuilder builder = IndexBuilder.start(rebuilt, settings, false)) {
            builder.build(index);
        }
        GalleryIndex expected = GalleryIndex.open(rebuilt);
        assertThat(sharedFiles(index)).isEqualTo(sharedFiles(expected));
        assertThat(index.graph().neighborsPerItem()).isEqualTo(expected.graph().neighborsPerItem());
        for (int item = 0; item < index.size(); item++) {
            assertThat(index.graph().neighbors(item)).isEqualTo(expected.graph().neighbors(item));
        }
        assertThat(index.thumbnails().map(packs -> packs.packs().size()).orElse(0))
                .as("packs, which are each larger than all later ones together")
                .isLessThanOrEqualTo(8);
    }

    private static Map<String, IndexManifest.FileEntry> sharedFiles(GalleryIndex index) {
        Map<String, IndexManifest.FileEntry> files =
                new LinkedHashMap<>(index.manifest().files());
        files.keySet()
                .removeIf(name -> name.startsWith("thumbnails")
                        || name.equals(GenerationWriter.NEIGHBORS)
                        || name.equals(Centers.GALLERY));
        return files;
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

    static void assertHolds(GalleryIndex index, List<IndexItem> items, String as) {
        assertThat(index.size()).as(as).isEqualTo(items.size());
        for (int i = 0; i < items.size(); i++) {
            IndexItem item = items.get(i);
            assertThat(index.id(i)).as(as).isEqualTo(item.id());
            assertThat(index.find(item.id())).as(as).hasValue(i);
            assertThat(index.feature(i)).as(as).isEqualTo(item.feature());
            assertThat(index.label(i)).as(as).isEqualTo(item.label());
            assertThat(index.thumbnail(i).isPresent())
                    .isEqualTo(item.thumbnail().isPresent());
            assertThat(index.thumbnail(i).orElse(new byte[0]))
                    .isEqualTo(item.thumbnail().orElse(new byte[0]));
            assertThat(index.contentHash(i).orElse(new byte[0]))
                    .isEqualTo(item.contentHash().orElse(new byte[0]));
        }
    }

    @Test
    void killedAtAnyStepTheIndexIsTheOldOrTheNewAndCanBeChangedAgain() throws IOException {
        Random random = new Random(5);
        Map<String, IndexItem> before = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(random, before, 30));
        Map<String, IndexItem> after = new LinkedHashMap<>(before);
        List<IndexItem> added = items(random, after, 3);
        List<Path> moments = new ArrayList<>();
        List<String> names = new ArrayList<>();
        WriteObserver snapshots = step -> {
            Path moment = temporary.resolve("moment " + moments.size());
            Folders.copy(folder(), moment);
            moments.add(moment);
            names.add(step);
        };
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, snapshots)) {
            for (IndexItem item : added) {
                editor.add(item);
            }
            editor.commit();
        }
        assertThat(names)
                .contains(
                        "features.npy",
                        "neighbors.knn",
                        "neighbors-scaled.knn",
                        "gallery-mean.npy",
                        "index.json",
                        "name the folder",
                        "move CURRENT",
                        "clean up");
        for (int i = 0; i < moments.size(); i++) {
            String as = "killed before '" + names.get(i) + "'";
            GalleryIndex index = IndexCheck.verify(moments.get(i));
            boolean isNew = index.generation() == 2;
            assertThat(isNew).as(as).isEqualTo(names.get(i).equals("clean up"));
            assertHolds(index, centered(index, isNew ? after : before), as);
            // The next change finds its way and clears up.
            try (IndexEditor editor = IndexEditor.open(moments.get(i), TWO, null)) {
                editor.remove(index.id(0));
                assertThat(editor.commit().size()).as(as).isEqualTo(index.size() - 1);
            }
            IndexCheck.verify(moments.get(i));
            try (Stream<Path> left = Files.list(moments.get(i))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .as(as)
                        .containsExactlyInAnyOrder(
                                "CURRENT",
                                "LOCK",
                                Generations.name(index.generation()),
                                Generations.name(index.generation() + 1));
            }
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
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null, steps)) {
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

    @ParameterizedTest
    @CsvSource({"21, 8, false", "22, 16, true", "23, 0, true", "24, 64, false", "25, 4, true", "26, 4, false"})
    void scaledListsAfterChangesEqualARebuildWithTheSameKAndCenters(long seed, int k, boolean centered)
            throws IOException {
        Random random = new Random(seed);
        Map<String, IndexItem> expected = new LinkedHashMap<>();
        build(multiscale(k).withCentered(centered), items(random, expected, 90));
        GalleryIndex first = IndexCheck.verify(folder());
        IndexVote vote = first.manifest().vote().orElseThrow();
        for (int change = 0; change < 8; change++) {
            try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
                for (String id : List.copyOf(expected.keySet())) {
                    if (random.nextInt(change == 5 ? 2 : 30) == 0 && expected.size() > 1) {
                        editor.remove(id);
                        expected.remove(id);
                    }
                }
                for (IndexItem item : items(random, expected, random.nextInt(change == 6 ? 80 : 5))) {
                    editor.add(item);
                }
                editor.commit();
            }
            GalleryIndex index = IndexCheck.verify(folder());
            assertHolds(index, centered(index, expected), "seed " + seed + ", change " + change);
            assertThat(index.manifest().vote()).hasValue(vote);
            assertThat(index.manifest().files().get(Centers.GALLERY))
                    .isEqualTo(first.manifest().files().get(Centers.GALLERY));
            // The features of the index are centered already.
            assertRebuilt(index, multiscale(k).withVote(new VoteChoice.Given(vote)));
            assertThat(index.rerankSetup().lists()).isSameAs(index.scaledGraph().orElseThrow());
            assertThat(index.rerankSetup().reranker().iterations()).isEqualTo(5);
        }
    }

    private static List<IndexItem> centered(GalleryIndex index, Map<String, IndexItem> items) {
        return items.values().stream()
                .map(item -> index.centers()
                        .map(centers -> item.withFeature(centers.galleryItem(item.feature())))
                        .orElse(item))
                .toList();
    }

    @Test
    void searchesOfAMultiscaleIndexOnPlainListsUseTheFirstKNeighbors() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(
                multiscale(8).withVote(new VoteChoice.Given(IndexVote.of(9, ListOrder.PLAIN))),
                items(new Random(3), items, 40));
        GalleryIndex index = IndexCheck.verify(folder());
        assertThat(index.scaledGraph()).isEmpty();
        assertThat(index.manifest().kg()).isEqualTo(8);
        RerankSetup setup = index.rerankSetup();
        assertThat(setup.lists().kg()).isEqualTo(8);
        assertThat(setup.parameters().vote()).isEqualTo(Vote.multiscale(List.of(1, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void kOfATinyGalleryMayExceedIt(int size) throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(IndexSettings.multiscale(Optional.empty()).withCentered(size == 3), items(new Random(size), items, size));
        GalleryIndex index = IndexCheck.verify(folder());
        IndexVote vote = index.manifest().vote().orElseThrow();
        assertThat(vote.k()).isEqualTo(32);
        assertThat(index.scaledGraph().orElseThrow().neighborsPerItem()).isEqualTo(size - 1);
        double[] distances = new double[size];
        assertThat(index.rerankSetup().reranker().rerank(distances, size).size())
                .isEqualTo(size);
    }

    @Test
    void kIsChosenFromTheGallerysOwnLists() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(0), items(new Random(33), items, 700));
        GalleryIndex index = IndexCheck.verify(folder());
        KnnGraph longest = new KnnGraphBuilder(87, SelfMatch.INDEX, TWO, null).exact(index.features());
        MultiscaleAdvice advice = MultiscaleAdvice.of(longest, InitialRankings.ofItems(longest, 87, 1));
        assertThat(index.manifest().vote()).hasValue(new IndexVote(advice.k(), advice.weights(), ListOrder.SCALED));
        // The manifest holds K and the weights; everything else of a search follows from them.
        IndexVote vote = GalleryIndex.open(folder()).manifest().vote().orElseThrow();
        assertThat(vote.parameters()).isEqualTo(advice.parameters());
        assertThat(index.manifest().kg()).isEqualTo(2 * advice.k());
        assertThat(index.storedGraph().kg()).isEqualTo(IndexSettings.storedKg(2 * advice.k()));
    }

    @Test
    void queriesAreCenteredByTheBankAndItems() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(new Random(30), items, 20));
        GalleryIndex index = GalleryIndex.open(folder());
        Matrix raw =
                Matrix.ofRows(items.values().stream().map(IndexItem::feature).toArray(float[][]::new));
        double[] mean = Centering.mean(raw);
        float[] query = {1, 5, 2};
        assertThat(index.feature(3)).isEqualTo(row(Centering.of(mean, mean, 0).gallery(raw), 3));
        assertThat(index.query(query)).isEqualTo(Centering.of(mean, mean, 0).query(query));
        assertThatThrownBy(() -> index.query(new float[2])).hasMessageContaining("2 values");
        assertThatThrownBy(() -> index.query(new float[] {1, Float.NaN, 0})).hasMessageContaining("NaN");
        QueryBank bank = QueryBank.of(Matrix.ofRows(new float[][] {{1, 4, 1}, {2, 4, 2}}));
        GalleryIndex banked = IndexQueries.set(folder(), Optional.of(bank));
        assertThat(banked.generation()).isEqualTo(2);
        assertThat(IndexCheck.verify(folder()).queryBank().orElseThrow().queries())
                .isEqualTo(2);
        assertThat(banked.query(query))
                .isEqualTo(Centering.of(mean, new double[] {1.5, 4, 1.5}, 2).query(query));
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            editor.remove(editor.base().id(0));
            assertThat(editor.commit().query(query)).isEqualTo(banked.query(query));
        }
        GalleryIndex cleared = IndexQueries.set(folder(), Optional.empty());
        assertThat(IndexCheck.verify(folder()).queryBank()).isEmpty();
        assertThat(cleared.manifest().files()).doesNotContainKey(Centers.QUERIES);
        assertThat(cleared.query(query)).isEqualTo(index.query(query));
        assertThatThrownBy(() -> IndexQueries.set(folder(), Optional.of(new QueryBank(1, new double[2]))))
                .hasMessageContaining("2 values");
    }

    private static float[] row(Matrix matrix, int row) {
        float[] values = new float[matrix.columns()];
        matrix.copyRow(row, values);
        return values;
    }

    @Test
    void onlyACenteredIndexHasAQueryBank() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4), items(new Random(31), items, 5));
        float[] query = {1, 2, 3};
        assertThat(GalleryIndex.open(folder()).query(query)).isSameAs(query);
        assertThatThrownBy(() -> IndexQueries.set(folder(), Optional.empty())).hasMessageContaining("--center domains");
        assertThat(GalleryIndex.open(folder()).generation()).isEqualTo(1);
    }

    @Test
    void killedWhileTheQueryBankIsSetTheIndexIsTheOldOrTheNew() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(new Random(32), items, 12));
        QueryBank bank = new QueryBank(7, new double[] {1, 2, 3});
        List<String> failed = new ArrayList<>();
        while (failed.isEmpty() || !failed.getLast().equals("clean up")) {
            int countdown = failed.size();
            int[] seen = new int[1];
            assertThatThrownBy(() -> IndexQueries.set(folder(), Optional.of(bank), step -> {
                        if (seen[0]++ == countdown) {
                            failed.add(step);
                            throw new IOException("no space left on device, before " + step);
                        }
                    }))
                    .hasMessageContaining("no space left");
            GalleryIndex index = IndexCheck.verify(folder());
            boolean isNew = failed.getLast().equals("clean up");
            assertThat(index.queryBank().isPresent()).as(failed.getLast()).isEqualTo(isNew);
            assertHolds(index, centered(index, items), failed.getLast());
        }
        assertThat(failed).contains("features.npy", "neighbors-scaled.knn", "query-mean.npy", "move CURRENT");
    }

    /** Multi-scale votes on scaled lists, with K by advice for 0. */
    private static IndexSettings multiscale(int k) {
        return IndexSettings.multiscale(Optional.empty())
                .withVote(k == 0 ? VoteChoice.DEFAULT : new VoteChoice.Given(IndexVote.of(k, ListOrder.SCALED)));
    }

    private static IndexSettings settings(int kg, SelfMatch self) {
        return IndexSettings.flat(kg, self, Optional.empty());
    }

    private void build(IndexSettings settings, List<IndexItem> items) throws IOException {
        try (IndexBuilder builder = IndexBuilder.start(folder(), settings, false)) {
            for (IndexItem item : items) {
                builder.add(item);
            }
            builder.build();
        }
    }

    /** Items of few distinct features, so that there are duplicates, and puts them among the others. */
    static List<IndexItem> items(Random random, Map<String, IndexItem> all, int count) {
        List<IndexItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "item " + Long.toString(random.nextLong(), 36) + (i % 2 == 0 ? "é" : "");
            float[] feature = new float[3];
            for (int k = 0; k < feature.length; k++) {
                feature[k] = random.nextInt(4);
            }
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            IndexItem item = new IndexItem(
                    id,
                    feature,
                    random.nextInt(3) - 1,
                    i % 3 == 0 ? Optional.empty() : Optional.of(bytes),
                    i % 4 == 0 ? Optional.empty() : Optional.of(bytes));
            items.add(item);
            all.put(id, item);
        }
        return items;
    }
}
