package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
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
import org.junit.jupiter.api.io.TempDir;

/** Builds indexes of synthetic items in a temporary folder, and compares them with what they should hold. */
abstract class IndexFixture {
    static final Parallelism TWO = new Parallelism(2);

    @TempDir
    Path temporary;

    final Path folder() {
        return temporary.resolve("gällery index");
    }

    /** Copies the index before every step of a change. */
    final class Moments implements WriteObserver {
        final List<String> steps = new ArrayList<>();
        final List<Path> folders = new ArrayList<>();

        @Override
        public void before(String step) throws IOException {
            Path copy = temporary.resolve("moment " + folders.size());
            Folders.copy(folder(), copy);
            folders.add(copy);
            steps.add(step);
        }
    }

    static Map<String, IndexManifest.FileEntry> sharedFiles(GalleryIndex index) {
        Map<String, IndexManifest.FileEntry> files =
                new LinkedHashMap<>(index.manifest().files());
        files.keySet()
                .removeIf(name -> name.startsWith("thumbnails")
                        || name.equals(GenerationWriter.NEIGHBORS)
                        || name.equals(Centers.GALLERY));
        return files;
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

    /** A folder holds nothing but a generation, the next one, and what every index has. */
    static void assertHoldsOnly(Path folder, long generation, String as) throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .as(as)
                    .containsExactlyInAnyOrder(
                            "CURRENT", "LOCK", Generations.name(generation), Generations.name(generation + 1));
        }
    }

    /**
     * Its neighbor lists are those of an index built from the same items, and so are all its files, byte for byte, but
     * for those where neighbors to spare and images lie.
     */
    final void assertRebuilt(GalleryIndex index, IndexSettings settings) throws IOException {
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

    static List<IndexItem> centered(GalleryIndex index, Map<String, IndexItem> items) {
        return items.values().stream()
                .map(item -> index.centers()
                        .map(centers -> item.withFeature(centers.galleryItem(item.feature())))
                        .orElse(item))
                .toList();
    }

    /** Multi-scale votes on scaled lists, with K by advice for 0. */
    static IndexSettings multiscale(int k) {
        return IndexSettings.multiscale(Optional.empty())
                .withVote(k == 0 ? VoteChoice.DEFAULT : new VoteChoice.Given(IndexVote.of(k, ListOrder.SCALED)));
    }

    static IndexSettings settings(int kg, SelfMatch self) {
        return IndexSettings.flat(kg, self, Optional.empty());
    }

    final void build(IndexSettings settings, List<IndexItem> items) throws IOException {
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
