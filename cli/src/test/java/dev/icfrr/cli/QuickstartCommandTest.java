package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartCommandTest {
    @TempDir
    Path folder;

    private CommandLineRun quickstart() {
        return CommandLineRun.of(
                "quickstart",
                "--out",
                folder.resolve("qs").toString(),
                "--classes",
                "3",
                "--per-class",
                "6",
                "--queries-per-class",
                "2",
                "--size",
                "64",
                "--format",
                "csv");
    }

    @Test
    void endsWithAReportAndRunsAgainTheSame() throws IOException {
        CommandLineRun first = quickstart();
        assertThat(first.exitCode()).as(first.err()).isZero();
        Path results = folder.resolve("qs/results/custom/-1");
        assertThat(Files.readString(results.resolve("report.html"))).contains("data:image/jpeg");
        assertThat(results.resolve("vis/reranking_iter_5.png")).exists();
        assertThat(results.resolve("vis/overview.png")).exists();
        CommandLineRun second = quickstart();
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void doodlesAreNotDrawnOverOthers() {
        String out = folder.resolve("d").toString();
        assertThat(CommandLineRun.of(
                                "dataset",
                                "doodles",
                                "--out",
                                out,
                                "--classes",
                                "1",
                                "--per-class",
                                "1",
                                "--queries-per-class",
                                "1",
                                "--size",
                                "32")
                        .exitCode())
                .isZero();
        CommandLineRun again = CommandLineRun.of(
                "dataset",
                "doodles",
                "--out",
                out,
                "--classes",
                "1",
                "--per-class",
                "1",
                "--queries-per-class",
                "1",
                "--size",
                "32");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
    }
}
