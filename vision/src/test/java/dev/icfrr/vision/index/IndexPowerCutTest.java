package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.testing.Seed;
import dev.icfrr.testing.disk.ForgetfulDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After a power cut at any of many random moments, an index opens with all checksums, as before or after a change. */
class IndexPowerCutTest {
    private static final int CUTS = 400;
    /** After one cut in so many, the index is changed again. */
    private static final int AGAIN = 10;

    @RegisterExtension
    final Seed seed = new Seed(6171);

    @TempDir
    private Path temporary;

    /**
     * @param beside whether items are only added, beside the files of all others
     * @param links whether the disk gives files second names
     */
    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "true, false"})
    void anIndexIsAsBeforeOrAfterAChange(boolean beside, boolean links) throws IOException {
        Random random = seed.random();
        Path place = Files.createTempDirectory(temporary, "disk");
        ForgetfulDisk disk = links ? new ForgetfulDisk(place) : ForgetfulDisk.withoutLinks(place);
        Path folder = disk.root().resolve("new/index");
        Map<String, IndexItem> items = new LinkedHashMap<>();
        List<Integer> finished = new ArrayList<>();
        IndexSettings settings = beside
                ? IndexFixture.multiscale(4).withApproximation(new IndexSettings.Approximation(0.9, 1))
                : IndexSettings.flat(5, SelfMatch.FIRST, Optional.empty());
        try (IndexBuilder builder = IndexBuilder.start(folder, settings, false)) {
            for (IndexItem item : IndexFixture.items(random, items, 20)) {
                builder.add(item);
            }
            builder.build();
        }
        finished.add(disk.events());
        for (int change = 0; change < 3; change++) {
            String removed = beside ? "" : List.copyOf(items.keySet()).get(change);
            assertThat(change(folder, removed, IndexFixture.items(random, items, 2)) > 0)
                    .isEqualTo(beside);
            finished.add(disk.events());
        }
        if (beside) {
            assertThat(Files.isSameFile(
                            folder.resolve("gen-000003/features.npy"), folder.resolve("gen-000004/features.npy")))
                    .isEqualTo(links);
        }
        for (int cut = 0; cut < CUTS; cut++) {
            int events = random.nextInt(disk.events() + 1);
            Path left = Files.createTempDirectory(temporary, "left");
            disk.afterPowerCut(events, random, left);
            long last = finished.stream().filter(end -> end <= events).count();
            Path index = left.resolve("new/index");
            long found = Files.exists(index.resolve("CURRENT"))
                    ? IndexCheck.verify(index).generation()
                    : 0;
            assertThat(found)
                    .as("generation after a cut at event %d of %d", events, disk.events())
                    .isBetween(last, last + 1);
            if (found > 0 && cut % AGAIN == 0) {
                change(index, "", IndexFixture.items(random, new LinkedHashMap<>(), 2));
                assertThat(IndexCheck.verify(index).generation()).isEqualTo(found + 1);
            }
        }
    }

    /** Changes an index and returns how many of its items lie beside the files of all others. */
    private static int change(Path folder, String removed, List<IndexItem> added) throws IOException {
        AddLimits limits = removed.isEmpty() ? new AddLimits(10, 1, 1, 1L << 30) : AddLimits.DEFAULT;
        try (IndexEditor editor = IndexEditor.open(folder, new Parallelism(1), null, WriteObserver.NONE, limits)) {
            if (!removed.isEmpty()) {
                editor.remove(removed);
            }
            for (IndexItem item : added) {
                editor.add(item);
            }
            return editor.commit().manifest().added();
        }
    }
}
