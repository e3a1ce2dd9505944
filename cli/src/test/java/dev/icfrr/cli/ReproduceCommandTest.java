package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.cli.reproduce.Reproduction;
import dev.icfrr.cli.reproduce.Reproductions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is claimed is written down once: README, tables and reproductions cannot part. */
class ReproduceCommandTest {
    private static final Path README = Path.of("../README.md");
    private static final Path RESULTS = Path.of("../docs/research/results.md");

    @TempDir
    Path folder;

    @Test
    void listsWhatThereIs() {
        CommandLineRun run = CommandLineRun.of("reproduce");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("blobs", "(needs npm)", "quickstart");
    }

    @Test
    void theMadeUpClustersComeOutAsClaimed() throws IOException {
        CommandLineRun run = CommandLineRun.of("reproduce", "blobs", "--keep", folder.toString());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("$ icfrr compare")
                .contains("ok")
                .contains("all hold")
                .doesNotContain("fail  ");
        assertThat(folder.resolve("blobs/comparison/comparison.md")).exists();
    }

    @Test
    void namesThatAreNotThere() {
        CommandLineRun run = CommandLineRun.of("reproduce", "blobs", "nonesuch");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no reproduction 'nonesuch'; there are ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void everyFileIsInTheIndex() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/reproductions"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .map(name -> name.replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Reproductions.names());
        }
    }

    @Test
    void theTablesAreThoseOfTheClaimedFigures() {
        CommandLineRun run = CommandLineRun.of("reproduce", "--check", README.toString(), RESULTS.toString());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @Test
    void tablesThatDifferAreFoundAndMadeAnew() throws IOException {
        Path text = folder.resolve("text.md");
        Files.writeString(text, "a\n<!-- reproduce:blobs -->\n| old |\n<!-- /reproduce -->\nb\n");
        assertThat(CommandLineRun.of("reproduce", "--check", text.toString()).exitCode())
                .isEqualTo(1);
        assertThat(CommandLineRun.of("reproduce", "--write", text.toString()).exitCode())
                .isZero();
        assertThat(Files.readString(text))
                .startsWith("a\n<!-- reproduce:blobs -->\n| method |")
                .contains("| `none` |")
                .endsWith("<!-- /reproduce -->\nb\n");
        assertThat(CommandLineRun.of("reproduce", "--check", text.toString()).exitCode())
                .isZero();
        Files.writeString(text, "no place");
        CommandLineRun none = CommandLineRun.of("reproduce", "--check", text.toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("text.md: there is no <!-- reproduce:NAME -->");
        Files.writeString(text, "<!-- reproduce:nonesuch -->\n<!-- /reproduce -->");
        assertThat(CommandLineRun.of("reproduce", "--write", text.toString()).err())
                .contains("no reproduction 'nonesuch'");
    }

    @Test
    void whatTheReadmeSaysInWordsIsClaimedToo() throws IOException {
        String readme = Files.readString(README).replaceAll("\\s+", " ");
        int said = 0;
        for (String name : Reproductions.names()) {
            for (Reproduction.Claim figure : Reproductions.named(name).values()) {
                if (figure.readme().isPresent()) {
                    said++;
                    assertThat(readme)
                            .as("%s, %s", name, figure.what())
                            .contains(figure.readme().get());
                    assertThat(figure.readme().get()).contains(String.format(Locale.ROOT, "%.3f", figure.value()));
                }
            }
        }
        assertThat(said).isGreaterThanOrEqualTo(4);
    }
}
