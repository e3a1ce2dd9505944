package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --kg auto}, {@code --kq auto} and {@code --guard}. */
class AutoAndGuardTest {
    private static final Path BLOBS = Path.of("../core/src/test/resources/blobs");

    @TempDir
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        Path caches = Files.createDirectories(folder.resolve("cache/blobs/-1"));
        for (String name :
                List.of("qg_dists.pth", "gg_dists.pth", "labels.pth", "query_features.npy", "gallery_features.npy")) {
            Files.copy(BLOBS.resolve(name), caches.resolve(name));
        }
    }

    private CommandLineRun rerank(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "rerank",
                "--dataset",
                "blobs",
                "--cache-root",
                folder.resolve("cache").toString(),
                "--rerank-results-dir",
                folder.resolve("results").toString()));
        all.addAll(List.of(more));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private Path result(String name) {
        return folder.resolve("results/blobs/-1").resolve(name);
    }

    private JsonNode run() throws IOException {
        return new JsonMapper().readTree(Files.readAllBytes(result("run.json")));
    }

    @Test
    void choosesFromDistancesFeaturesAndSavedListsAlike() throws IOException {
        CommandLineRun distances = rerank("--kg", "auto", "--kq", "auto", "--format", "csv");
        assertThat(distances.err()).contains("chooses KG 32, KQ 32", "agreement of a query's first K items");
        assertThat(distances.exitCode()).isZero();
        assertThat(run().at("/parameters/KG").intValue()).isEqualTo(32);
        assertThat(run().at("/chosen/KQ").intValue()).isEqualTo(32);
        assertThat(run().at("/chosen/scales/0/K").intValue()).isEqualTo(4);
        assertThat(Files.readString(result("report.html"))).contains("KG and KQ chosen by");

        CommandLineRun given = rerank("--kg", "32", "--kq", "32", "--format", "csv");
        assertThat(given.out()).isEqualTo(distances.out());
        assertThat(given.err()).doesNotContain("chooses");
        assertThat(run().has("chosen")).isFalse();
        assertThat(rerank("--kg", "auto", "--kq", "auto", "--format", "csv", "--source", "features", "--threads", "1")
                        .out())
                .isEqualTo(distances.out());

        Path graph = folder.resolve("gallery.knn");
        CommandLineRun.of(
                "graph", "build", BLOBS.resolve("gg_dists.pth").toString(), "--kg", "50", "--out", "" + graph);
        assertThat(rerank("--kg", "auto", "--kq", "auto", "--format", "csv", "--graph", "" + graph)
                        .out())
                .isEqualTo(distances.out());
        Path shorter = folder.resolve("shorter.knn");
        CommandLineRun.of(
                "graph", "build", BLOBS.resolve("gg_dists.pth").toString(), "--kg", "10", "--out", "" + shorter);
        assertThat(rerank("--kg", "auto", "--kq", "auto", "--graph", "" + shorter)
                        .err())
                .contains("chooses KG 8, KQ 8", "lists of --graph end there");
        assertThat(rerank("--kg", "20", "--kq", "auto", "--graph", "" + shorter))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("build it with a larger KG"));
    }

    @Test
    void oneGivenOneChosen() throws IOException {
        assertThat(rerank("--kg", "20", "--kq", "auto").err()).contains("chooses KG 20, KQ 32");
        assertThat(rerank("--kg", "auto", "--kq", "7").err()).contains("chooses KG 32, KQ 7");
        assertThat(run().at("/parameters/KQ").intValue()).isEqualTo(7);
    }

    @Test
    void guardLeavesOrTells() throws IOException {
        CommandLineRun left = rerank("--guard");
        assertThat(left.exitCode()).isZero();
        assertThat(left.out())
                .contains("re-ranking is likely to harm", "30 of 30 queries below, left as they were", "0.69783*");
        assertThat(run().at("/guard/mode").stringValue()).isEqualTo("leave");
        assertThat(run().at("/guard/queries_below").intValue()).isEqualTo(30);
        assertThat(run().at("/guard/dataset").doubleValue()).isBetween(0.0, 0.1);
        assertThat(Files.readAllBytes(result("ranks/reranking_iter_5.pth")))
                .hasSameSizeAs(Files.readAllBytes(result("ranks/reranking_iter_0.pth")));
        List<String> lines = Files.readAllLines(result("guard.csv"));
        assertThat(lines).hasSize(31).first().isEqualTo("query,guard,below,left_alone,AP_initial,AP_last");
        for (String line : lines.subList(1, 31)) {
            String[] values = line.split(",", -1);
            assertThat(values).contains("true").doesNotContain("false");
            assertThat(values[4]).isEqualTo(values[5]);
        }
        assertThat(Files.readString(result("report.html"))).contains("guard said");

        CommandLineRun told = rerank("--guard", "tell");
        assertThat(told.out()).contains("30 of 30 queries below, re-ranked all the same", "0.47389");
        assertThat(Files.readAllLines(result("guard.csv")).get(1)).contains(",true,false,");
        assertThat(told.out()).doesNotContain("split halves");
        CommandLineRun features = rerank("--guard", "tell", "--source", "features");
        assertThat(features.out()).contains("split halves ", "experimental, changes nothing");
        assertThat(run().at("/guard/split_halves").isNumber()).isTrue();
        assertThat(rerank().out()).contains("0.47389").doesNotContain("guard");

        CommandLineRun good = rerank("--guard", "--kg", "25", "--kq", "20");
        assertThat(good.out()).contains("re-ranking is likely to help", "0 of 30 queries below");
        assertThat(good.out().lines().toList())
                .containsAll(rerank("--kg", "25", "--kq", "20")
                        .out()
                        .lines()
                        .limit(7)
                        .toList());
    }

    @Test
    void withoutLabels() throws IOException {
        Files.delete(folder.resolve("cache/blobs/-1/labels.pth"));
        CommandLineRun run = rerank("--kg", "auto", "--kq", "auto", "--guard");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("No labels", "guard 1.00: re-ranking is likely to help");
        assertThat(Files.readAllLines(result("guard.csv"))).first().isEqualTo("query,guard,below,left_alone");
    }

    @Test
    void compareTakesThemToo() {
        CommandLineRun run = CommandLineRun.of(
                "compare",
                "--dataset",
                "blobs",
                "--cache-root",
                folder.resolve("cache").toString(),
                "--permutations",
                "100",
                "--format",
                "csv",
                "--methods",
                "none",
                "icfrr:kg=32,kq=32",
                "icfrr:kg=auto,kq=auto",
                "icfrr:guard=leave");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("icfrr:kg=auto,kq=auto", "guard=leave");
        List<String> rows = run.out().lines().toList();
        assertThat(metrics(rows.get(3))).isEqualTo(metrics(rows.get(2)));
        assertThat(metrics(rows.get(4))).isEqualTo(metrics(rows.get(1)));
    }

    /** The mAP behind a method's name, which holds commas and so stands in quotes. */
    private static String metrics(String row) {
        String behind = row.substring(row.lastIndexOf('"') + 1);
        return behind.isEmpty() || !row.contains("\"") ? row.split(",", -1)[1] : behind.split(",", -1)[1];
    }

    @Test
    void whatCannotBe() {
        assertThat(rerank("--kg", "0").err()).contains("'--KG'", "must be auto or at least 1, not 0");
        assertThat(rerank("--kq", "many").err()).contains("must be auto or a whole number, not 'many'");
        assertThat(rerank("--guard", "maybe").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("compare", "--methods", "icfrr:kg=0").err())
                .contains("kg must be at least 1");
        assertThat(CommandLineRun.of("compare", "--methods", "icfrr:guard=on").err())
                .contains("guard must be off or leave");
        assertThat(CommandLineRun.of("rerank", "--help").out()).contains("auto to choose", "--guard[=HOW]");
        assertThat(result("ranks")).doesNotExist();
    }
}
