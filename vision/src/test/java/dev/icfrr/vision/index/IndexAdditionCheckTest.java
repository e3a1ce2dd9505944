package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.io.FileHashes;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of additions that are missing or wrong. */
class IndexAdditionCheckTest extends AdditionFixture {
    @Test
    void detectsARadiusThatIsTooSmall() throws IOException {
        Random random = new Random(56);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4), items(random, items, 60));
        GalleryIndex index = change(folder(), ALWAYS, List.of(), items(random, items, 2));
        float[] radii = TensorFiles.map(generation(index).resolve(GenerationWriter.RADII))
                .toFloatArray();
        for (float wrong : new float[] {Math.nextDown(radii[7]), -1, Float.NaN}) {
            radii[7] = wrong;
            replace(index, GenerationWriter.RADII, Tensor.of(radii, radii.length));
            assertThatThrownBy(() -> IndexCheck.verify(folder()))
                    .hasMessageContaining(GenerationWriter.RADII)
                    .hasMessageContaining("the radius of item 7");
        }
    }

    @Test
    void detectsVotesOfChanceThatDoNotFitTheLists() throws IOException {
        Random random = new Random(57);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4), items(random, items, 60));
        GalleryIndex index = change(folder(), ALWAYS, List.of(), items(random, items, 2));
        int[] votes = TensorFiles.map(generation(index).resolve(GenerationWriter.CHANCE_VOTES))
                .toIntArray();
        assertThat(votes).hasSize(60);
        votes[7]++;
        replace(index, GenerationWriter.CHANCE_VOTES, Tensor.of(votes, votes.length));
        assertThatThrownBy(() -> IndexCheck.verify(folder()))
                .hasMessageContaining(GenerationWriter.CHANCE_VOTES)
                .hasMessageContaining("does not fit the neighbor lists");
        replace(index, GenerationWriter.CHANCE_VOTES, Tensor.of(Arrays.copyOf(votes, 59), 59));
        assertThatThrownBy(() -> GalleryIndex.open(folder()))
                .hasMessageContaining(GenerationWriter.CHANCE_VOTES)
                .hasMessageContaining("does not fit index.json");
    }

    @Test
    void detectsCountsOfListsThatDoNotFitTheLists() throws IOException {
        Random random = new Random(58);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(16), items(random, items, 60));
        GalleryIndex index = change(folder(), ALWAYS, List.of(), items(random, items, 2));
        Tensor stored = TensorFiles.map(generation(index).resolve(GenerationWriter.LIST_COUNTS));
        assertThat(stored.shape()).containsExactly(60, 2);
        int[] counts = stored.toIntArray();
        counts[7]++;
        replace(index, GenerationWriter.LIST_COUNTS, Tensor.of(counts, 60, 2));
        assertThatThrownBy(() -> IndexCheck.verify(folder()))
                .hasMessageContaining(GenerationWriter.LIST_COUNTS)
                .hasMessageContaining("does not fit the neighbor lists");
        for (Tensor wrong : List.of(
                Tensor.of(Arrays.copyOf(counts, 118), 59, 2),
                Tensor.of(counts, 120),
                Tensor.of(Arrays.copyOf(counts, 60), 60, 1),
                Tensor.of(new long[120], 60, 2))) {
            replace(index, GenerationWriter.LIST_COUNTS, wrong);
            assertThatThrownBy(() -> GalleryIndex.open(folder()))
                    .as(wrong.toString())
                    .hasMessageContaining(GenerationWriter.LIST_COUNTS)
                    .hasMessageContaining("does not fit index.json");
        }
    }

    @Test
    void anIndexWithoutCountsOfListsCountsThem() throws IOException {
        Random random = new Random(59);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(16), items(random, items, 60));
        Tensor expected = counts(GalleryIndex.open(folder()));
        forget(GalleryIndex.open(folder()), GenerationWriter.LIST_COUNTS);
        GalleryIndex index = IndexCheck.verify(folder());
        assertThat(counts(index).toIntArray()).isEqualTo(expected.toIntArray());
        // An addition shares the files that are there; a full write stores the counts.
        index = change(folder(), ALWAYS, List.of(), items(random, items, 2));
        assertThat(index.manifest().files()).doesNotContainKey(GenerationWriter.LIST_COUNTS);
        int[] before = counts(index).toIntArray();
        index = change(folder(), NEVER, List.of(), items(random, items, 1));
        assertThat(index.manifest().files()).containsKey(GenerationWriter.LIST_COUNTS);
        assertThat(before).hasSize(124);
        assertThat(counts(index).toIntArray())
                .hasSize(126)
                .isEqualTo(TensorFiles.map(generation(index).resolve(GenerationWriter.LIST_COUNTS))
                        .toIntArray());
    }

    /** Takes a file out of a generation, as if a program had written it that does not know the file. */
    private void forget(GalleryIndex index, String name) throws IOException {
        Files.delete(generation(index).resolve(name));
        Path manifest = generation(index).resolve(Generations.MANIFEST);
        String text = Files.readString(manifest);
        String without = text.replaceFirst("\"" + Pattern.quote(name) + "\" : \\{[^}]*},\\s*", "");
        assertThat(without).isNotEqualTo(text);
        Files.writeString(manifest, without);
        point(index, manifest);
    }

    private void point(GalleryIndex index, Path manifest) throws IOException {
        Files.writeString(
                folder().resolve(Generations.CURRENT),
                Generations.name(index.generation()) + " " + FileHashes.sha256(manifest) + "\n");
    }

    private Path generation(GalleryIndex index) {
        return folder().resolve(Generations.name(index.generation()));
    }

    /** Replaces a file of a generation, with its length and checksum. */
    private void replace(GalleryIndex index, String name, Tensor tensor) throws IOException {
        Path file = generation(index).resolve(name);
        Files.delete(file);
        NpyWriter.write(file, tensor);
        Path manifest = generation(index).resolve(Generations.MANIFEST);
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceFirst(
                                "(\"" + Pattern.quote(name) + "\" : \\{\\s*\"bytes\" : )\\d+(,\\s*\"sha256\" : \")\\w+",
                                "$1" + Files.size(file) + "$2" + FileHashes.sha256(file)));
        point(index, manifest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "added-features.npy",
                "added-ids.blob",
                "added-id-order.npy",
                "added-labels.npy",
                "added-contents.npy",
                "added-thumbnails.blob",
                "added-clusters.npy",
                "changed-items.npy",
                "changed-neighbors.npy",
                "changed-scaled-items.npy",
                "changed-neighbors-scaled.npy",
                "radii.npy",
                "chance-votes.npy",
                "list-counts.npy",
                "content-order.npy"
            })
    void detectsAWrongByteOrATruncatedFile(String name) throws IOException {
        Random random = new Random(53);
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withApproximation(new IndexSettings.Approximation(0.9, 1)), items(random, items, 60));
        change(folder(), ALWAYS, List.of(), items(random, items, 6));
        Path file = folder().resolve("gen-000002").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        byte[] wrong = whole.clone();
        wrong[wrong.length - 3] ^= 64;
        Files.write(file, wrong);
        assertThatThrownBy(() -> IndexCheck.verify(folder())).hasMessageContaining(name);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(whole.length - 1);
        }
        assertThatThrownBy(() -> GalleryIndex.open(folder()))
                .hasMessageContaining(name)
                .hasMessageContaining("truncated");
        Files.delete(file);
        assertThatThrownBy(() -> GalleryIndex.open(folder())).hasMessageContaining(name);
    }
}
