package dev.icfrr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code icfrr rerank} on the distances of the blobs data set, in folders with a space and a non-ASCII letter. */
abstract class RerankFixture {
    static final Path BLOBS = Path.of("../core/src/test/resources/blobs");
    static final int QUERIES = 30;
    static final int GALLERY = 400;

    @TempDir
    Path folder;

    Path caches;

    @BeforeEach
    void copyCaches() throws IOException {
        caches = Files.createDirectories(folder.resolve("my caché/blobs/-1"));
        for (String name : List.of("qg_dists.pth", "gg_dists.pth", "labels.pth")) {
            Files.copy(BLOBS.resolve(name), caches.resolve(name));
        }
    }

    CommandLineRun rerank(String... more) {
        String[] all = Stream.concat(
                        Stream.of(
                                "rerank",
                                "--dataset",
                                "blobs",
                                "--cache_root",
                                folder.resolve("my caché").toString(),
                                "--rerank_results_dir",
                                results().getParent().getParent().toString(),
                                "--KG",
                                "25",
                                "--KQ",
                                "20",
                                "--n_times",
                                "8"),
                        Stream.of(more))
                .toArray(String[]::new);
        return CommandLineRun.of(all);
    }

    Path results() {
        return folder.resolve("my results/blobs/-1");
    }

    CommandLineRun shorter(int iterations, String... more) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "rerank",
                                "--dataset",
                                "blobs",
                                "--cache_root",
                                folder.resolve("my caché").toString(),
                                "--rerank_results_dir",
                                folder.resolve("my results").toString(),
                                "--n_times",
                                "" + iterations),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new java.util.TreeMap<>();
        try (Stream<Path> files = Files.walk(results())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(results().relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
