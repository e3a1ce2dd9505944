package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.cli.serve.ServeCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The launchers' lists of commands, in {@code shell/commands.sh}, are those of the program. */
class LauncherCommandsTest {
    private static final Path SCRIPT =
            Path.of("..", "shell", "commands.sh").toAbsolutePath().normalize();
    private static final Path START = Path.of("..", "distribution/src/main/image/lib/shell/start.sh")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path folder;

    @Test
    void everyCommandIsListedForTheVectorModuleAndNoOther() throws Exception {
        Matcher body = Pattern.compile("needs_vector_module\\(\\) \\{\n(.*?)\n}", Pattern.DOTALL)
                .matcher(Files.readString(SCRIPT));
        assertThat(body.find()).isTrue();
        List<String> listed = Pattern.compile("^    ([a-z][a-z_ |-]*)\\)", Pattern.MULTILINE)
                .matcher(body.group(1))
                .results()
                .flatMap(line -> Pattern.compile(" \\| ").splitAsStream(line.group(1)))
                .toList();
        assertThat(listed).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(listed))
                .isEqualTo(new TreeSet<>(Main.commandLine().getSubcommands().keySet()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theServersLibrariesAreForTheCommandsOfItsPackage() throws Exception {
        String serverPackage = ServeCommand.class.getPackageName();
        for (Map.Entry<String, CommandLine> command :
                Main.commandLine().getSubcommands().entrySet()) {
            boolean needed = command.getValue()
                    .getCommandSpec()
                    .userObject()
                    .getClass()
                    .getPackageName()
                    .equals(serverPackage);
            assertThat(holds("needs_server", command.getKey() + " --option"))
                    .as(command.getKey())
                    .isEqualTo(needed);
        }
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({
        "rerank --kg 5, true",
        "rerank --help, false",
        "index build -h, false",
        "index build images, true",
        "evaluate a.pth --labels labels.pth, false",
        "evaluate --query-features a.npy --gallery-features b.npy, true",
        "info rerank, false",
        "--version, false",
        "--version --verbose, true",
        "--verbose --version, true",
        "'', false",
        "rernk, false"
    })
    void theVectorModuleIsForHeavyCommands(String commandLine, boolean needed) throws Exception {
        assertThat(holds("needs_vector_module", commandLine)).isEqualTo(needed);
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({
        "rerank --cache-root . --dataset small, true",
        "rerank --n_times 20 --cache_root=. --dataset=small --per_class=-1 --query_idxs_to_vis 0, true",
        "rerank --dataset small, false",
        "rerank --cache-root . --dataset large, false",
        "rerank --cache-root . --dataset small --per-class 5, false",
        "rerank --cache-root . --dataset small --gallery-features large.npy, false",
        "rerank --cache-root . --dataset small --graph large.knn, false",
        "rerank --cache-root, false",
        "rerank, false",
        "tune --cache-root . --dataset small, false",
        "'', false"
    })
    void smallJobsAreThoseOfSmallFiles(String commandLine, boolean small) throws Exception {
        for (String dataset : List.of("small", "large")) {
            Path cache = Files.createDirectories(folder.resolve(dataset).resolve("-1"));
            Files.write(cache.resolve("qg_dists.pth"), new byte[100]);
            Files.write(cache.resolve("gg_dists.pth"), new byte[dataset.equals("small") ? 1 << 20 : (1 << 20) + 1]);
            // A report of an earlier run may lie beside.
            Files.write(cache.resolve("report.html"), new byte[3 << 20]);
        }
        assertThat(holds(START, "is_small_job", commandLine)).isEqualTo(small);
        assertThat(holds(START, "export ICFRR_JAVA_OPTS=-Ddev.icfrr.kernel=simd; is_small_job", commandLine))
                .isFalse();
    }

    private boolean holds(String function, String commandLine) throws Exception {
        return holds(SCRIPT, function, commandLine);
    }

    private boolean holds(Path script, String function, String commandLine) throws Exception {
        Process process = new ProcessBuilder(
                        "bash", "-c", "set -euo pipefail; source '" + script + "'; " + function + " " + commandLine)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        int code = process.waitFor();
        assertThat(code).isBetween(0, 1);
        return code == 0;
    }
}
