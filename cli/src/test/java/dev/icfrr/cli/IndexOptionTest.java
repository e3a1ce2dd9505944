package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that works on an index takes {@code --index DIR} or the folder alone. */
class IndexOptionTest {
    private static final String FEATURES = "../core/src/test/resources/blobs/gallery_features.npy";

    @TempDir
    Path folder;

    @BeforeEach
    void build() {
        assertThat(run("index build --kg 9 --features " + FEATURES + " --out @").exitCode())
                .isZero();
    }

    /** Runs a command line in which {@code @} is the index. */
    private CommandLineRun run(String command) {
        return CommandLineRun.of(Stream.of(command.split(" "))
                .map(word -> word.equals("@") ? folder.resolve("an index").toString() : word)
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index info --index @",
                "index info @",
                "index verify --index @",
                "index verify @",
                "index add --index @ --features " + FEATURES,
                "index add @ --features " + FEATURES,
                "index compact --index @",
                "index compact @",
                "index remove --index @ 3",
                "index remove @ 3",
                "search --index @ --id 3 --kq 2",
                "search @ --id 3 --kq 2",
                "explain --index @ --id 3 --item 4 --kq 2",
                "explain @ --id 3 --item 4 --kq 2",
            })
    void anIndexIsNamedByTheOptionOrAlone(String command) {
        CommandLineRun run = run(command);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index info",
                "index verify",
                "index add --features " + FEATURES,
                "index compact",
                "index remove",
                "search --id 3",
                "serve",
            })
    void aMissingIndexIsSaidWithTheOption(String command) {
        CommandLineRun run = run(command);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("icfrr: no index is named. Name one with --index DIR" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"index info @ --index other", "index verify @ --index other", "serve @ --index other"})
    void twoIndexesAreRefused(String command) {
        CommandLineRun run = run(command);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("two indexes are named: --index other and ", "an index");
    }

    @Test
    void helpShowsTheOptionAlone() {
        assertThat(CommandLineRun.of("index", "info", "--help").out())
                .contains("--index=DIR")
                .doesNotContain("[DIR]");
    }
}
