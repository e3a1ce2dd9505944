package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.Centering;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.index.ModelReference.HogReference;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes of each version that a script wrote from the description of the format: to be read for ever. */
class GoldenIndexTest {
    private static final Path GOLDEN = Path.of("src/test/resources/index");

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        copy(3);
    }

    private void copy(int version) throws IOException {
        folder = temporary.resolve("golden copy " + version);
        if (!Files.exists(folder)) {
            Folders.copy(GOLDEN.resolve("golden-v" + version), folder);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void readsTheGoldenIndex(int version) throws IOException {
        copy(version);
        GalleryIndex index = IndexCheck.verify(folder);
        assertThat(index.generation()).isEqualTo(3);
        assertThat(index.size()).isEqualTo(5);
        assertThat(index.dimension()).isEqualTo(2);
        assertThat(index.id(2)).isEqualTo("folder/größe 1.png");
        assertThat(index.find("apple")).hasValue(4);
        assertThat(index.find("apple π")).hasValue(1);
        assertThat(index.find("appl")).isEmpty();
        assertThat(index.find("apple π ")).isEmpty();
        assertThat(index.feature(4)).containsExactly(-0.5f, 8);
        assertThat(index.label(3)).isEqualTo(12);
        assertThat(index.labelName(3)).hasValue("größe");
        assertThat(index.labelName(1)).isEmpty();
        assertThat(index.thumbnail(0)).isEmpty();
        assertThat(index.thumbnail(2)).contains("\u0089PNG".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(index.thumbnail(3)).isEmpty();
        assertThat(index.thumbnail(4).orElseThrow()).hasSize(300);
        assertThat(index.contentHash(0)).isEmpty();
        assertThat(index.contentHash(2)).contains(ContentHashes.of("picture".getBytes(StandardCharsets.US_ASCII)));
        assertThat(index.manifest().added()).isEqualTo(version == 4 ? 1 : 0);
        if (version != 3) {
            assertThat(index.graph().neighbors(2)).containsExactly(2, 0, 3);
            assertThat(index.graph().selfMatch()).isEqualTo(SelfMatch.FIRST);
            assertThat(index.manifest().vote()).isEmpty();
            assertThat(index.isCentered()).isFalse();
            assertThat(index.rerankSetup().parameters()).isEqualTo(IcfrrParameters.DEFAULTS);
            assertThat(index.rerankSetup().lists().kg()).isEqualTo(3);
        }
        assertThat(index.clusters().orElseThrow().clusterOf()).containsExactly(0, 0, 0, 0, 1);
        assertThat(index.manifest().nextId()).isEqualTo(9);
        assertThat(index.model()).hasValue(new HogReference(Hog.standard()));
        assertThat(index.isCurrent()).isTrue();
    }

    @Test
    void readsVoteScaledListsAndCenters() throws IOException {
        GalleryIndex index = GalleryIndex.open(folder);
        assertThat(index.graph().selfMatch()).isEqualTo(SelfMatch.INDEX);
        assertThat(index.graph().neighbors(2)).containsExactly(1, 0, 3, 4);
        assertThat(index.manifest().vote()).hasValue(new IndexVote(4, List.of(7), ListOrder.SCALED));
        KnnGraph scaled = index.scaledGraph().orElseThrow();
        assertThat(scaled.order()).isEqualTo(ListOrder.SCALED);
        KnnGraph expected = LocalScaling.ofFeatures(index.graph(), index.features(), 4, new Parallelism(1), null);
        for (int item = 0; item < 5; item++) {
            assertThat(scaled.neighbors(item)).isEqualTo(expected.neighbors(item));
        }
        assertThat(index.graph().neighbors(3)).containsExactly(0, 4, 1, 2);
        assertThat(scaled.neighbors(3)).containsExactly(4, 0, 1, 2);
        QueryBank bank = index.queryBank().orElseThrow();
        assertThat(bank.queries()).isEqualTo(3);
        float[] query = {1, 2};
        assertThat(index.query(query))
                .isEqualTo(Centering.of(new double[] {0.25, 1.5}, new double[] {-2, 0.5}, 3)
                        .query(query));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isUnchangedAfterAddingAndRemovingAnItem(int version) throws IOException {
        copy(version);
        GalleryIndex index = GalleryIndex.open(folder);
        // Putting an item in and taking it out again leaves the same files; images stay in the packs they were in.
        try (IndexEditor editor = IndexEditor.open(folder, new Parallelism(1), null)) {
            editor.add(IndexItem.of("more", new float[] {3, 3}));
            editor.commit();
        }
        try (IndexEditor editor = IndexEditor.open(folder, new Parallelism(1), null)) {
            editor.remove("more");
            editor.commit();
        }
        GalleryIndex again = IndexCheck.verify(folder);
        assertThat(again.generation()).isEqualTo(5);
        if (version == 1) {
            assertThat(again.manifest().files().keySet())
                    .contains("thumbnails-000000.blob")
                    .doesNotContain("thumbnails.blob");
            assertThat(again.manifest().files().get("thumbnails-000000.blob"))
                    .isEqualTo(index.manifest().files().get("thumbnails.blob"));
        } else {
            // The golden indexes were written before the items of clusters, the order of hashes, the votes of chance
            // and
            // the counts of lists were stored.
            Set<String> expected = new HashSet<>(index.manifest().files().keySet());
            expected.addAll(Set.of("cluster-starts.npy", "cluster-items.npy", "content-order.npy", "list-counts.npy"));
            if (again.manifest().vote().isPresent()) {
                expected.add("chance-votes.npy");
            }
            assertThat(again.manifest().files().keySet()).isEqualTo(expected);
        }
        for (String name : again.manifest().files().keySet()) {
            if (name.endsWith(".blob") && index.manifest().files().containsKey(name)) {
                assertThat(again.manifest().files().get(name))
                        .as(name)
                        .isEqualTo(index.manifest().files().get(name));
            }
        }
        for (int item = 0; item < 5; item++) {
            assertThat(again.feature(item)).isEqualTo(index.feature(item));
            assertThat(again.label(item)).isEqualTo(index.label(item));
            assertThat(again.thumbnail(item).isPresent()).isEqualTo(item != 0 && item != 3);
            assertThat(again.thumbnail(item).orElse(new byte[0]))
                    .isEqualTo(index.thumbnail(item).orElse(new byte[0]));
            assertThat(again.graph().neighbors(item)).isEqualTo(index.graph().neighbors(item));
        }
        assertThat(again.clusters().orElseThrow().clusterOf()).containsExactly(0, 0, 0, 0, 1);
    }

    @Test
    void anAdditionStoresWhatEarlierProgramsDidNot() throws IOException {
        copy(4);
        byte[] hash = ContentHashes.of("picture".getBytes(StandardCharsets.US_ASCII));
        AddLimits limits = new AddLimits(1, 1, 1, 1 << 20);
        try (IndexEditor editor = IndexEditor.open(folder, new Parallelism(1), null, WriteObserver.NONE, limits)) {
            assertThat(editor.base().manifest().files()).doesNotContainKeys("content-order.npy");
            assertThat(editor.withContent(hash)).hasValue("folder/größe 1.png");
            editor.add(IndexItem.of("more", new float[] {3, 3}));
            editor.commit();
        }
        GalleryIndex index = IndexCheck.verify(folder);
        assertThat(index.manifest().added()).isEqualTo(2);
        assertThat(index.manifest().files()).containsKeys("content-order.npy", "radii.npy");
        assertThat(index.withContent(hash, 0)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "features.npy",
                "neighbors.knn",
                "neighbors-scaled.knn",
                "gallery-mean.npy",
                "query-mean.npy",
                "ids.blob",
                "id-order.npy",
                "labels.npy",
                "thumbnails.npy",
                "thumbnails-000001.blob",
                "thumbnails-000003.blob",
                "contents.npy",
                "centers.npy",
                "clusters.npy"
            })
    void detectsAWrongByteOrATruncatedFile(String name) throws IOException {
        Path file = folder.resolve("gen-000003").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        byte[] wrong = whole.clone();
        wrong[wrong.length / 2] ^= 4;
        Files.write(file, wrong);
        assertThatThrownBy(() -> IndexCheck.verify(folder)).hasMessageContaining(name);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(whole.length - 1);
        }
        assertThatThrownBy(() -> GalleryIndex.open(folder))
                .hasMessageContaining(name)
                .hasMessageContaining("truncated");
        Files.delete(file);
        assertThatThrownBy(() -> GalleryIndex.open(folder)).hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "'', does not name a generation",
        "gen-000003, does not name a generation",
        "../../etc 0, does not name a generation"
    })
    void namesADamagedPointer(String text, String reason) throws IOException {
        Files.writeString(folder.resolve("CURRENT"), text);
        assertThatThrownBy(() -> GalleryIndex.open(folder))
                .hasMessageContaining("CURRENT")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"version\": 3', '\"version\": 5', format version 5",
        "'\"version\": 3', '\"version\": 4', the field 'added_items'",
        "'\"thumbnails-000003.blob\"', '\"thumbnails-000003.npy\"', thumbnails-000003.npy",
        "'\"items\": 5', '\"items\": -5', the field 'items'",
        "'\"items\": 5', '\"items\": 6', does not fit",
        "'\"kg\": 10', '\"kg\": \"3\"', the field 'kg'",
        "'\"self\": \"index\"', '\"self\": \"first\"', does not fit",
        "'\"kg\": 10', '\"kg\": 9', does not fit",
        "'\"kind\": \"multiscale\"', '\"kind\": \"multi\"', there is no vote",
        "'\"k\": 4', '\"k\": 8', K 8 has 2 scales",
        "'\"k\": 4', '\"k\": 5', K must be a power of two",
        "'\"lists\": \"scaled\"', '\"lists\": \"other\"', damaged",
        "'\"center\": \"domains\"', '\"center\": \"domain\"', there is no center",
        "'\"query_bank\": 3', '\"query_bank\": -3', the field 'query_bank'",
        "'\"labels.npy\": {', '\"../labels.npy\": {', no name of a file",
        "'\"kind\": \"hog\"', '\"kind\": \"dog\"', no kind of model",
        "'\"format\": \"icfrr-index\",', '\"format\": ,', damaged"
    })
    void rejectsAnUnknownManifest(String old, String changed, String reason) throws IOException {
        Path description = folder.resolve("gen-000003/index.json");
        String text = Files.readString(description).replaceFirst(java.util.regex.Pattern.quote(old), changed);
        Files.writeString(description, text);
        assertThatThrownBy(() -> GalleryIndex.open(folder)).hasMessageContaining("its checksum is not the one");
        Files.writeString(
                folder.resolve("CURRENT"),
                new Generations.Pointer(3, dev.icfrr.io.FileHashes.sha256(description)).text());
        assertThatThrownBy(() -> GalleryIndex.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void namesAFolderWithoutAnIndex() throws IOException {
        Files.delete(folder.resolve("CURRENT"));
        assertThatThrownBy(() -> GalleryIndex.open(folder)).hasMessageContaining("icfrr index build");
        assertThatThrownBy(() -> GalleryIndex.open(temporary.resolve("none"))).hasMessageContaining("no such index");
    }
}
