package dev.icfrr.cli;

import dev.icfrr.cli.bench.BenchCommand;
import dev.icfrr.cli.compare.CompareCommand;
import dev.icfrr.cli.compare.EvaluateCommand;
import dev.icfrr.cli.compare.MetricsCommand;
import dev.icfrr.cli.console.Failures;
import dev.icfrr.cli.console.Version;
import dev.icfrr.cli.dataset.DatasetCommand;
import dev.icfrr.cli.extract.ExtractCommand;
import dev.icfrr.cli.extract.ImportCheckpointCommand;
import dev.icfrr.cli.extract.RandomCheckpointCommand;
import dev.icfrr.cli.graph.GraphCommand;
import dev.icfrr.cli.index.ExplainCommand;
import dev.icfrr.cli.index.IndexCommand;
import dev.icfrr.cli.index.SearchCommand;
import dev.icfrr.cli.reproduce.ReproduceCommand;
import dev.icfrr.cli.rerank.QuickstartCommand;
import dev.icfrr.cli.rerank.RerankCommand;
import dev.icfrr.cli.serve.DemoCommand;
import dev.icfrr.cli.serve.ServeCommand;
import dev.icfrr.cli.tensor.ConvertCommand;
import dev.icfrr.cli.tensor.InfoCommand;
import dev.icfrr.cli.tune.TuneCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point: finds the subcommand. */
@Command(
        name = "icfrr",
        description = "Iterative Cluster-free Re-ranking of image retrieval: no training, no labels.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            QuickstartCommand.class,
            DemoCommand.class,
            RerankCommand.class,
            TuneCommand.class,
            CompareCommand.class,
            EvaluateCommand.class,
            MetricsCommand.class,
            ReproduceCommand.class,
            InfoCommand.class,
            ConvertCommand.class,
            ExtractCommand.class,
            ImportCheckpointCommand.class,
            RandomCheckpointCommand.class,
            GraphCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            ExplainCommand.class,
            ServeCommand.class,
            BenchCommand.class,
            DatasetCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 a fault of the program, 2 input or options that cannot be used."})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See the list below.");
    }

    /** Runs a command line and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main(), new Commands())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new Failures());
    }

    /** Creates commands. Those that run other commands get a way to make a command line: the running one cannot be used again. */
    private static final class Commands implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == DemoCommand.class) {
                return type.cast(new DemoCommand(Main::commandLine));
            }
            if (type == ReproduceCommand.class) {
                return type.cast(new ReproduceCommand(Main::commandLine));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
