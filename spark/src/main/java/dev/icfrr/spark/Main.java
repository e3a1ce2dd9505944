package dev.icfrr.spark;

import dev.icfrr.spark.command.JobFailures;
import dev.icfrr.spark.command.KnnCommand;
import dev.icfrr.spark.command.RerankCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point, also for {@code spark-submit}. */
@Command(
        name = "icfrr-spark",
        mixinStandardHelpOptions = true,
        description = "Computes neighbor lists and re-ranks for galleries that outgrow one machine, on Apache Spark.",
        subcommands = {KnnCommand.class, RerankCommand.class},
        footer = {"", "Exit codes: 0 success, 1 a fault of the program or the cluster, 2 unusable input or options."})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a job: knn or rerank.");
    }

    /** Runs a command line and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new JobFailures());
    }
}
