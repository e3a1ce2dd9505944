package dev.icfrr.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexSettings;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.VoteChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, false, false", "1, true, true", "60, true, false", "60, false, true", "300, true, true"})
    void preparesEveryKindOfIndex(int size, boolean votesAtScales, boolean approximate) throws IOException {
        IndexSettings settings = votesAtScales
                ? IndexSettings.multiscale(Optional.empty())
                        .withVote(new VoteChoice.Given(IndexVote.of(8, ListOrder.SCALED)))
                : IndexSettings.flat(8, SelfMatch.FIRST, Optional.empty());
        GalleryIndex index =
                build(size, approximate ? settings.withApproximation(new Approximation(0.9, 1)) : settings);
        Snapshot gallery = new Snapshot(index, () -> 1);
        assertThatCode(() -> WarmUp.prepare(gallery)).doesNotThrowAnyException();
        WarmUp.start(gallery).close();
    }

    private GalleryIndex build(int size, IndexSettings settings) throws IOException {
        Random random = new Random(size);
        try (IndexBuilder builder = IndexBuilder.start(folder.resolve("index"), settings, false)) {
            for (int item = 0; item < size; item++) {
                builder.add(IndexItem.of("item " + item, new float[] {random.nextFloat(), random.nextFloat()}));
            }
            return builder.build();
        }
    }

    @Test
    void filesAreReadIfTheMemoryHoldsThemAndMore() {
        assertThat(WarmUp.fits(900, 2000, 800)).isTrue();
        assertThat(WarmUp.fits(901, 2000, 800)).isFalse();
        assertThat(WarmUp.fits(10L << 30, 24L << 30, 3L << 30)).isTrue();
        assertThat(WarmUp.fits(1, 1 << 20, 1 << 21)).isFalse();
    }
}
