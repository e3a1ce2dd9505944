package dev.icfrr.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class TerminalWidthTest {
    @Command(name = "example")
    private static final class Example {
        @Option(
                names = "--option",
                description = "A description of more than two hundred characters, which fills several lines on a usual"
                        + " terminal, and fewer lines on one that is wide enough to show more of it at once. It goes on to"
                        + " the end of this sentence.")
        private boolean option;
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "100, 100", "200, 200", "20, 55"})
    void helpIsAsWideAsTheVariableSays(String columns, int width) {
        CommandLine commandLine = new CommandLine(new Example());
        TerminalWidth.setHelp(commandLine, columns);
        int longest = Arrays.stream(commandLine.getUsageMessage().split("\n", -1))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        assertThat(longest).isBetween(width - 15, width);
        assertThat(commandLine.isUsageHelpAutoWidth()).isFalse();
    }

    @Test
    void aVariableWithoutAWidthHasNoEffect() {
        for (@Nullable String columns : new String[] {null, "", "wide", "0", "-3", "1e9", "99999999999"}) {
            CommandLine commandLine = new CommandLine(new Example());
            TerminalWidth.setHelp(commandLine, columns);
            assertThat(commandLine.isUsageHelpAutoWidth()).as(columns).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "80, 80", "300, 90", "0, 80", "'', 80", "true, 80"})
    void aBarFitsIntoTheTerminal(String columns, int width) {
        assertThat(TerminalWidth.ofBar(columns)).isEqualTo(width);
    }
}
