package dev.icfrr.cli.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.testing.Seed;
import dev.icfrr.testing.disk.ForgetfulDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** After a power cut at any of many random moments, a folder of results shows one run, and its record only with it. */
class ResultsPowerCutTest {
    private static final int CUTS = 400;
    private static final int RUNS = 3;
    private static final int ITERATIONS = 4;

    @RegisterExtension
    final Seed seed = new Seed(6172);

    @TempDir
    private Path temporary;

    private static String text(int run) {
        return ("run " + run + " ").repeat(500);
    }

    private static void write(Path file, int run) throws IOException {
        AtomicFile.write(file, out -> out.write(text(run).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void resultsAreThoseOfOneRun() throws IOException {
        Random random = seed.random();
        ForgetfulDisk disk = new ForgetfulDisk(Files.createTempDirectory(temporary, "disk"));
        Path folder = disk.root().resolve("results");
        List<Integer> finished = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            try (ResultsFolder results = new ResultsFolder(folder)) {
                for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                    write(results.unfinishedRanks().resolve("reranking_iter_" + iteration + ".pth"), run);
                }
                results.commit();
            }
            write(folder.resolve("run.json"), run);
            finished.add(disk.events());
        }
        for (int cut = 0; cut < CUTS; cut++) {
            int events = random.nextInt(disk.events() + 1);
            Path left = Files.createTempDirectory(temporary, "left");
            disk.afterPowerCut(events, random, left);
            int runs = (int) finished.stream().filter(end -> end <= events).count();
            List<String> ranks = ranks(left.resolve("results/ranks"));
            Path record = left.resolve("results/run.json");
            String at = "a cut at event " + events + " of " + disk.events();
            assertThat(ranks.stream().distinct().toList())
                    .as("ranks after %s", at)
                    .isIn(List.of(), List.of(text(runs - 1)), List.of(text(runs)));
            if (Files.exists(record)) {
                assertThat(Files.readString(record))
                        .as("the record after %s", at)
                        .isIn(text(runs - 1), text(runs));
                // Deleting the record of the last run comes before its ranks change.
                assertThat(ranks).as("ranks of the record after %s", at).hasSize(ITERATIONS);
                assertThat(ranks).containsOnly(Files.readString(record));
            } else {
                assertThat(finished).as("no record after %s", at).doesNotContain(events);
            }
        }
    }

    private static List<String> ranks(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                found.add(Files.readString(file));
            }
        }
        return found;
    }
}
