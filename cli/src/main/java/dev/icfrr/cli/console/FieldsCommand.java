package dev.icfrr.cli.console;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that describes something by names and values. */
public abstract class FieldsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "Output format: table or json (${DEFAULT-VALUE}).")
    private FieldFormat format = FieldFormat.TABLE;

    /** Returns names and values, in the order to print them. */
    protected abstract Map<String, Object> fields() throws IOException;

    @Override
    public final Integer call() throws IOException {
        format.print(fields(), spec.commandLine().getOut());
        return 0;
    }
}
