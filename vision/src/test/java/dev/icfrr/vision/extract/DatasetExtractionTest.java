package dev.icfrr.vision.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.ImageSet;
import dev.icfrr.vision.doodle.Doodles;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetExtractionTest {

    private static final int CLASSES = 2;
    private static final int PER_CLASS = 3;
    private static final int IMAGES = CLASSES * PER_CLASS;
    private static final EncoderSource HOG = new HogSource(Hog.standard());

    @TempDir
    private static Path dataRoot;

    @TempDir
    private Path cacheRoot;

    private DatasetLayout dataset;
    private FeatureCache cache;

    @BeforeAll
    static void draw() throws IOException {
        new Doodles(CLASSES, PER_CLASS, PER_CLASS, 1, 32, 0.5).write(dataRoot, done -> {});
    }

    @BeforeEach
    void open() throws IOException {
        dataset = DatasetLayout.open("custom", dataRoot, -1);
        cache = FeatureCache.of(cacheRoot, "custom", -1);
    }

    private DatasetExtraction.Options options(boolean overwrite, boolean distances) {
        return new DatasetExtraction.Options(
                dataRoot,
                cache,
                overwrite,
                distances,
                new DecodeSettings(1, Images.DEFAULT_MAX_PIXELS, false),
                Optional.of(new Tuning(4, 1)),
                1);
    }

    private DatasetExtraction.Result extract(EncoderSource source, boolean overwrite) throws IOException {
        return DatasetExtraction.of(dataset, options(overwrite, false), ExtractionListener.SILENT)
                .run(source);
    }

    /** HOG under another name, as if it were another model. */
    private static EncoderSource another() {
        return new EncoderSource() {
            @Override
            public String identity() {
                return "another";
            }

            @Override
            public ImageEncoder<?> open(Tuning tuning) throws IOException {
                return HOG.open(tuning);
            }
        };
    }

    @Test
    void defaultOptionsExtractEveryImage() throws IOException {
        DatasetExtraction.Result result = DatasetExtraction.of(
                        dataset, DatasetExtraction.Options.of(dataRoot, cache), ExtractionListener.SILENT)
                .run(HOG);
        assertThat(result.queries()).isEqualTo(IMAGES);
        assertThat(result.gallery()).isEqualTo(IMAGES);
        try (TensorFile gallery = TensorFiles.open(cache.features(Domain.GALLERY))) {
            assertThat(gallery.soleTensor().shape()).containsExactly(IMAGES, result.width());
        }
    }

    @Test
    void namesAreThoseOfTheDataSet() throws IOException {
        extract(HOG, false);
        ImageNames names = ImageNames.read(cache.folder(), dataRoot).orElseThrow();
        assertThat(names.query()).isEqualTo(dataset.queries().paths());
        assertThat(names.gallery()).isEqualTo(dataset.gallery().paths());
    }

    @Test
    void labelledFeaturesHaveMetrics() throws IOException {
        extract(HOG, false);
        assertThat(FirstRanking.measure(cache, new Parallelism(1))).isPresent();
    }

    @Test
    void nothingIsLeftInTheWorkFolder() throws IOException {
        extract(HOG, false);
        assertThat(cache.workFolder()).doesNotExist();
    }

    @Test
    void existingFeaturesAreReused() throws IOException {
        extract(HOG, false);
        AtomicBoolean reused = new AtomicBoolean();
        AtomicBoolean encoded = new AtomicBoolean();
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void onReuse(Path folder) {
                reused.set(true);
            }

            @Override
            public void onStart(Domain domain, int done, int total) {
                encoded.set(true);
            }
        };
        DatasetExtraction.of(dataset, options(false, false), listener).run(HOG);
        assertThat(reused).isTrue();
        assertThat(encoded).isFalse();
    }

    @Test
    void featuresOfAnotherEncoderAreKept() throws IOException {
        extract(HOG, false);
        assertThatThrownBy(() -> extract(another(), false))
                .isInstanceOf(ExistingFeaturesException.class)
                .hasMessageContaining(cache.folder().toString());
    }

    @Test
    void featuresOfAnotherEncoderAreReplacedOnRequest() throws IOException {
        extract(HOG, false);
        extract(another(), true);
        assertThat(Files.readString(cache.folder().resolve(FeatureCache.PROVENANCE)))
                .contains("\"another\"");
    }

    @Test
    void filesOfAnotherProgramAreKept() throws IOException {
        Path foreign = Files.createDirectories(cache.folder()).resolve(FeatureCache.QUERY_DISTANCES);
        Files.writeString(foreign, "not ours");
        assertThatThrownBy(() -> DatasetExtraction.of(dataset, options(false, false), ExtractionListener.SILENT))
                .isInstanceOf(ExistingFeaturesException.class)
                .hasMessageContaining(foreign.toString());
    }

    @Test
    void distancesCountEveryRow() throws IOException {
        AtomicInteger written = new AtomicInteger();
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void onDistances(int done, int total) {
                assertThat(total).isEqualTo(2 * IMAGES);
                written.accumulateAndGet(done, Math::max);
            }
        };
        DatasetExtraction.of(dataset, options(false, true), listener).run(HOG);
        assertThat(written).hasValue(2 * IMAGES);
        assertThat(cache.hasDistances()).isTrue();
    }

    @Test
    void anEmptyGalleryIsRejected() {
        DatasetLayout empty = new DatasetLayout("empty", dataset.queries(), new ImageSet(List.of(), new int[0]));
        assertThatThrownBy(() -> DatasetExtraction.of(empty, options(false, false), ExtractionListener.SILENT))
                .hasMessage("'empty' has no images in its gallery");
    }
}
