package dev.icfrr.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that checks something and prints one line if it is intact. */
public abstract class VerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /**
     * Checks everything and describes it in one line.
     *
     * @throws IOException if something is wrong, naming the first fault
     */
    protected abstract String verify() throws IOException;

    @Override
    public final Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(verify());
        out.flush();
        return 0;
    }
}
