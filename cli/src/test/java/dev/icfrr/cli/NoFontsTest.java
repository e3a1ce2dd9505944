package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without fonts, such as a container with nothing but Java: all results except plots are written. */
class NoFontsTest {
    /** Java fails with this option as it does without fontconfig. */
    private static final List<String> JAVA =
            List.of("-Dsun.awt.fontconfig=/no/such/file", "-cp", System.getProperty("java.class.path"));

    @TempDir
    static Path folder;

    private static String quickstart = "";

    @BeforeAll
    static void runQuickstart() throws Exception {
        quickstart = ProcessRun.smallQuickstart(JAVA, folder.resolve("quickstart"));
    }

    @Test
    void aRunWritesAllButThePlotsAndSaysWhatToInstall() throws Exception {
        Path results = folder.resolve("quickstart/results/custom/-1");
        assertThat(results.resolve("metrics.json")).exists();
        assertThat(results.resolve("ranks/reranking_iter_5.pth")).exists();
        assertThat(results.resolve("vis/overview.png")).exists();
        assertThat(results.resolve("map_prec_ICFRR.png")).doesNotExist();
        assertThat(Files.readString(results.resolve("report.html")))
                .contains("Java finds no font on this machine", "mAP@all");
        assertThat(quickstart.lines().filter(line -> line.contains("Java finds no font")))
                .singleElement()
                .asString()
                .startsWith("note    no plots, and no text on contact sheets: ")
                .endsWith("Install fontconfig and a font, for example fonts-dejavu-core");
        assertThat(quickstart).contains("mAP@all is best at iteration");
    }

    @Test
    void aComparisonWritesAllButThePlots() throws Exception {
        Path out = folder.resolve("comparison");
        String said = ProcessRun.ok(
                JAVA,
                "evaluate",
                folder.resolve("quickstart/results/custom/-1/ranks/reranking_iter_0.pth")
                        .toString(),
                folder.resolve("quickstart/results/custom/-1/ranks/reranking_iter_5.pth")
                        .toString(),
                "--labels",
                labels().toString(),
                "--out",
                out.toString());
        assertThat(said).contains("note    no plots: Java finds no font");
        assertThat(out.resolve("comparison.csv")).exists();
        assertThat(out.resolve("queries")).isDirectory();
        assertThat(out.resolve("comparison.png")).doesNotExist();
    }

    private static Path labels() throws Exception {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("labels.pth")).findFirst().orElseThrow();
        }
    }
}
