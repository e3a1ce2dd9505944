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
import org.junit.jupiter.params.provider.ValueSource;

/** After a power cut at any of many random moments, an index opens with all checksums, as before or after a change. */
class IndexPowerCutTest {
    private static final int CUTS = 400;

    @RegisterExtension
    final Seed seed = new Seed(6171);

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIndexIsAsBeforeOrAfterAChange(boolean beside) throws IOException {
        Random random = seed.random();
        ForgetfulDisk disk = new ForgetfulDisk(Files.createTempDirectory(temporary, "disk"));
        Path folder = disk.root().resolve("new/index");
        Map<String, IndexItem> items = new LinkedHashMap<>();
        List<Integer> finished = new ArrayList<>();
        try (IndexBuilder builder =
                IndexBuilder.start(folder, IndexSettings.flat(5, SelfMatch.FIRST, Optional.empty()), false)) {
            for (IndexItem item : IndexFixture.items(random, items, 20)) {
                builder.add(item);
            }
            builder.build();
        }
        finished.add(disk.events());
        for (int change = 0; change < 3; change++) {
            AddLimits limits = beside ? new AddLimits(10, 1, 1, 1L << 30) : AddLimits.DEFAULT;
            try (IndexEditor editor = IndexEditor.open(folder, new Parallelism(1), null, WriteObserver.NONE, limits)) {
                if (!beside) {
                    editor.remove(List.copyOf(items.keySet()).get(change));
                }
                for (IndexItem item : IndexFixture.items(random, items, 2)) {
                    editor.add(item);
                }
                assertThat(editor.commit().manifest().added() > 0).isEqualTo(beside);
            }
            finished.add(disk.events());
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
        }
    }
}
