package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(MainTest::all));
    }

    @Test
    void helpGroupsCommandsByPurpose() {
        assertThat(CommandLineRun.of("--help").out())
                .containsSubsequence(
                        "Start here", "quickstart", "Re-rank and measure", "rerank", "Index and serve", "serve");
    }

    @Test
    void helpListsEveryCommandThatIsNotHidden() {
        String help = CommandLineRun.of("--help").out();
        Main.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command ->
                        !command.usageMessage().hidden() && !command.name().equals("help"))
                .forEach(command -> assertThat(help).containsPattern("(?m)^  " + command.name() + " "));
    }

    @Test
    void randomCheckpointIsHiddenAndRuns() {
        assertThat(CommandLineRun.of("--help").out()).doesNotContain("random-checkpoint");
        assertThat(CommandLineRun.of("random-checkpoint", "--help").exitCode()).isZero();
    }

    @Test
    void anUnknownOptionIsNamedInTwoLines() {
        CommandLineRun run = CommandLineRun.of("rerank", "--kgg", "3");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(lines(run.err()))
                .hasSize(2)
                .containsExactly(
                        "icfrr rerank: Unknown options: '--kgg', '3'. Similar: --kg", "For help: icfrr rerank --help");
    }

    @Test
    void anUnknownCommandIsNamedWithSimilarOnes() {
        CommandLineRun run = CommandLineRun.of("rernk");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("icfrr: there is no command 'rernk'. Similar: rerank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index", "graph", "dataset"})
    void aMissingCommandIsNamedBelowTheListOfCommands(String group) {
        CommandLineRun run = CommandLineRun.of(group.isEmpty() ? new String[0] : new String[] {group});
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(lines(run.err())).last().asString().contains("no command is named");
        assertThat(run.err()).contains("Usage:");
    }

    @Test
    void noHelpShowsUnderscoreSpellings() {
        assertThat(all(Main.commandLine()).map(CommandLine::getUsageMessage))
                .noneMatch(help -> help.matches("(?s).*--[a-z]+_[a-z].*"));
    }

    @Test
    void everyUnderscoreSpellingIsAccepted() {
        CommandLineRun run = CommandLineRun.of("rerank", "--cache_root", "none", "--data_root", "x", "--n_times", "3");
        assertThat(run.err()).contains("no such folder").doesNotContain("Unknown");
    }

    @Test
    void optionsOfThePythonProgramAreListedOnceAtTheEnd() {
        List<String> help = lines(CommandLineRun.of("rerank", "--help").out());
        assertThat(help.subList(help.size() - 3, help.size()).toString()).contains("--limited-memory", "--gpu-id");
        assertThat(help.subList(0, help.size() - 3).toString()).doesNotContain("--limited-memory", "--gpu-id");
    }

    @Test
    void versionWithVerboseNamesBuildVmKernelsAndProviders() {
        CommandLineRun run = CommandLineRun.of("--version", "--verbose");
        assertThat(run.exitCode()).isZero();
        assertThat(lines(run.out()))
                .extracting(line -> line.split(" ", 2)[0])
                .containsExactly("icfrr", "build", "Java", "VM", "system", "kernels", "ONNX");
        assertThat(lines(CommandLineRun.of("--version").out())).hasSize(2);
    }

    @Test
    void theCommandThatRunsIsTheSameWithoutTheOthers() {
        Main.commandLine().getSubcommands().forEach((name, whole) -> {
            CommandLine alone =
                    Main.commandLineFor(name, "--help").getSubcommands().get(name);
            assertThat(alone.getUsageMessage()).isEqualTo(whole.getUsageMessage());
        });
        assertThat(Main.commandLineFor("rerank").getSubcommands()).hasSize(1);
        assertThat(Main.commandLineFor("rernk").getSubcommands()).hasSizeGreaterThan(20);
        assertThat(Main.commandLineFor("--version").getSubcommands()).isEmpty();
    }

    @Test
    void completionsNameEveryCommand() {
        String script = CommandLineRun.of("generate-completion").out();
        assertThat(script).contains("bashcompinit", "--kg", "--query-idxs-to-vis");
        Main.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .forEach(command -> assertThat(script)
                        .contains("_picocli_icfrr_" + command.name().replace("-", "")));
    }
}
