package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The output and the exit code of a command line. */
record CommandLineRun(int exitCode, String out, String err) {
    static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    /** Runs a command line that must succeed. */
    static CommandLineRun ok(String... arguments) {
        CommandLineRun run = of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    /** Runs a command line that must be refused as unusable. Returns what it says. */
    static String refused(String... arguments) {
        CommandLineRun run = of(arguments);
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
        return run.err();
    }
}
