package dev.icfrr.vision.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.ImageSet;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainExtractionTest {

    private static final int IMAGES = 200;

    @TempDir
    Path folder;

    private final List<String> left = new ArrayList<>();

    @BeforeEach
    void drawImages() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, i * 77_777);
            Images.writePng(image, path(i));
        }
    }

    private Path path(int i) {
        return folder.resolve("images of ünicode", "%03d.png".formatted(i));
    }

    private DatasetLayout dataset() {
        return new DatasetLayout("test", set(0, 3), set(3, IMAGES));
    }

    private ImageSet set(int from, int to) {
        return new ImageSet(
                IntStream.range(from, to).mapToObj(this::path).toList(),
                IntStream.range(from, to).map(i -> i % 5).toArray());
    }

    /** Its features tell the first pixel and what was in the batch; it dies after so many batches. */
    private static final class Fake implements ImageEncoder<Integer> {
        private int batchesLeft;

        Fake(int batchesLeft) {
            this.batchesLeft = batchesLeft;
        }

        @Override
        public Integer prepare(BufferedImage image) {
            return image.getRGB(0, 0) & 0xffffff;
        }

        @Override
        public float[][] encode(List<Integer> images) throws IOException {
            if (batchesLeft-- == 0) {
                throw new IOException("killed");
            }
            int sum = images.stream().mapToInt(Integer::intValue).sum();
            return images.stream().map(value -> new float[] {value, sum}).toArray(float[][]::new);
        }

        @Override
        public int batch() {
            return 7;
        }

        @Override
        public void close() {}
    }

    private void extract(Path cacheFolder, int batches, boolean skipBroken) throws IOException {
        FeatureCache cache = new FeatureCache(cacheFolder);
        DatasetLayout dataset = dataset();
        String fingerprint = WorkFingerprint.of("fake", dataset, 1000);
        DecodeSettings settings = new DecodeSettings(2, 1000, skipBroken);
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void onBroken(Domain domain, Path image, String reason) {
                left.add(reason);
            }
        };
        try (WorkFolder work =
                        WorkFolder.open(cache.workFolder(), fingerprint, Optional.empty(), () -> new Tuning(7, 1));
                Fake encoder = new Fake(batches)) {
            ExtractedFeatures queries =
                    DomainExtraction.run(Domain.QUERY, dataset.queries(), encoder, work, settings, listener);
            ExtractedFeatures gallery =
                    DomainExtraction.run(Domain.GALLERY, dataset.gallery(), encoder, work, settings, listener);
            cache.publish(dataset, folder, work, fingerprint, "fake", queries, gallery);
            work.delete();
        }
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static void assertSame(Path one, Path other) throws IOException {
        Map<String, byte[]> expected = contents(other);
        Map<String, byte[]> found = contents(one);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void featuresLabelsAndNamesLieInTheOrderOfTheImages() throws IOException {
        extract(folder.resolve("out"), -1, false);
        FeatureCache cache = new FeatureCache(folder.resolve("out"));
        try (TensorFile features = TensorFiles.open(cache.features(Domain.GALLERY));
                TensorFile labels = TensorFiles.open(cache.labels())) {
            assertThat(features.soleTensor().shape()).containsExactly(IMAGES - 3, 2);
            for (int i = 3; i < IMAGES; i++) {
                assertThat(features.soleTensor().getDouble(i - 3, 0)).isEqualTo((i * 77_777) & 0xffffff);
                assertThat(labels.tensor("gallery").getLong(i - 3)).isEqualTo(i % 5);
            }
        }
        assertThat(Files.readString(folder.resolve("out/names.json"))).contains("images of ünicode/199.png");
        assertThat(cache.fingerprint()).contains(WorkFingerprint.of("fake", dataset(), 1000));
        assertThat(Files.exists(cache.workFolder())).isFalse();
    }

    @Test
    void aRunThatDiesAnywhereResumesToTheSameBytes() throws IOException {
        extract(folder.resolve("unbroken"), -1, false);
        Path out = folder.resolve("resumed");
        for (int batches : new int[] {0, 1, 11, 3, 15, 25}) {
            try {
                extract(out, batches, false);
            } catch (IOException e) {
                assertThat(e).hasMessage("killed");
                assertThat(Files.exists(out.resolve("extract.json"))).isFalse();
            }
        }
        extract(out, -1, false);
        assertSame(out, folder.resolve("unbroken"));
    }

    @Test
    void aDamagedShardIsEncodedAgain() throws IOException {
        extract(folder.resolve("unbroken"), -1, false);
        Path out = folder.resolve("resumed");
        assertThatThrownBy(() -> extract(out, 25, false)).hasMessage("killed");
        Path shard = out.resolve(".extract/gallery/000000.shard");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[100] ^= 1;
        Files.write(shard, bytes);
        Path other = out.resolve(".extract/gallery/000001.shard");
        Files.write(other, new byte[3]);
        extract(out, -1, false);
        assertSame(out, folder.resolve("unbroken"));
    }

    @Test
    void workOnChangedImagesIsNotReused() throws IOException {
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> extract(out, 25, false)).hasMessage("killed");
        BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 5);
        Images.writePng(image, path(4));
        extract(out, -1, false);
        try (TensorFile features = TensorFiles.open(new FeatureCache(out).features(Domain.GALLERY))) {
            assertThat(features.soleTensor().getDouble(1, 0)).isEqualTo(5);
        }
    }

    @Test
    void oneExtractionAtATimeWorksInAFolder() throws IOException {
        Path out = folder.resolve("out");
        try (WorkFolder _ = WorkFolder.open(out.resolve(".extract"), "one", Optional.empty(), () -> new Tuning(1, 1))) {
            assertThatThrownBy(() -> extract(out, -1, false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another extraction");
        }
        extract(out, -1, false);
        assertThat(contents(out).keySet())
                .containsExactlyInAnyOrder(
                        "query_features.npy", "gallery_features.npy", "labels.pth", "names.json", "extract.json");
    }

    @Test
    void leftoversOfARunThatDiedWhilePublishingAreDeleted() throws IOException {
        extract(folder.resolve("unbroken"), -1, false);
        Path out = folder.resolve("resumed");
        assertThatThrownBy(() -> extract(out, 25, false)).hasMessage("killed");
        Files.createDirectories(out.resolve(".extract/results"));
        Files.writeString(out.resolve(".extract/results/.icfrr-1.tmp"), "half");
        Files.createFile(out.resolve(".extract.lock"));
        Files.writeString(out.resolve("labels.pth"), "of another run");
        assertThat(new FeatureCache(out).foreignFile()).contains(out.resolve("labels.pth"));
        Files.createFile(out.resolve(".extract/results/extract.json"));
        assertThat(new FeatureCache(out).foreignFile()).isEmpty();
        extract(out, -1, false);
        assertSame(out, folder.resolve("unbroken"));

        Files.createDirectories(out.resolve(".extract/query"));
        Files.createFile(out.resolve(".extract.lock"));
        WorkFolder.sweep(out.resolve(".extract"));
        assertSame(out, folder.resolve("unbroken"));
    }

    @Test
    void aBrokenImageEndsTheRunAndIsNamed() throws IOException {
        Files.write(path(50), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> extract(folder.resolve("out"), -1, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("050.png")
                .hasMessageContaining("--skip-broken");
    }

    @Test
    void brokenImagesAreLeftOutOfEverythingWhenAsked() throws IOException {
        Files.write(path(50), new byte[] {1, 2, 3});
        Files.delete(path(3));
        Images.writePng(new BufferedImage(40, 26, BufferedImage.TYPE_INT_RGB), path(199));
        Path out = folder.resolve("out");
        extract(out, -1, true);
        assertThat(left).hasSize(3).anyMatch(line -> line.contains("040 pixels") || line.contains("1000"));
        try (TensorFile features = TensorFiles.open(new FeatureCache(out).features(Domain.GALLERY));
                TensorFile labels = TensorFiles.open(new FeatureCache(out).labels())) {
            assertThat(features.soleTensor().size(0)).isEqualTo(IMAGES - 6);
            assertThat(features.soleTensor().getDouble(0, 0)).isEqualTo((4 * 77_777) & 0xffffff);
            assertThat(labels.tensor("gallery").getLong(0)).isEqualTo(4);
            assertThat(labels.tensor("gallery").count()).isEqualTo(IMAGES - 6);
        }
        ImageNames names = ImageNames.read(out, folder).orElseThrow();
        assertThat(names.query()).containsExactly(path(0), path(1), path(2));
        assertThat(names.gallery()).hasSize(IMAGES - 6).doesNotContain(path(3), path(50), path(199));
        assertThat(names.gallery().getFirst()).isEqualTo(path(4));
        assertThat(Files.readString(out.resolve("extract.json"))).contains("050.png");
        new FeatureCache(out).refreshLabels(dataset());
        try (TensorFile labels = TensorFiles.open(new FeatureCache(out).labels())) {
            assertThat(labels.tensor("gallery").count()).isEqualTo(IMAGES - 6);
        }
    }
}
