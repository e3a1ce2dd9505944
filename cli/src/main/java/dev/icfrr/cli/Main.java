package dev.icfrr.cli;

import dev.icfrr.cli.bench.BenchCommand;
import dev.icfrr.cli.compare.CompareCommand;
import dev.icfrr.cli.compare.EvaluateCommand;
import dev.icfrr.cli.compare.MetricsCommand;
import dev.icfrr.cli.console.CommandGroups;
import dev.icfrr.cli.console.CommandGroups.Group;
import dev.icfrr.cli.console.CommandHelp;
import dev.icfrr.cli.console.ErrorStream;
import dev.icfrr.cli.console.ExecutionErrors;
import dev.icfrr.cli.console.TerminalWidth;
import dev.icfrr.cli.console.UsageErrors;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/** The entry point: defines the {@code icfrr} command and runs its subcommands. */
@Command(
        name = "icfrr",
        description = {"Re-ranks image-retrieval results across visual domains.", "Needs no training and no labels."},
        mixinStandardHelpOptions = true,
        commandListHeading = "",
        versionProvider = Version.class,
        footer = {"", "Exit codes: 0 success, 1 a bug in icfrr, 2 unusable input or options."})
public final class Main {
    /** Options that need no command. */
    private static final Set<String> VERSION_OPTIONS = Set.of("--version", "-V", "--verbose");

    /** Options that alone print the brief version. */
    private static final Set<String> BRIEF_VERSION = Set.of("--version", "-V");

    @Option(
            names = {"--verbose"},
            description = "With --version: also prints the build, the Java VM, the kernels and the ONNX providers.")
    @SuppressWarnings("UnusedVariable") // Version asks for it by the name of the option
    private boolean isVerbose;

    /** Runs a command line and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and returns its exit code. */
    static int run(String... arguments) {
        if (arguments.length == 1 && BRIEF_VERSION.contains(arguments[0])) {
            // Scripts ask for it often, and reading the options of the program would take most of the time.
            System.out.println(String.join(System.lineSeparator(), Version.brief()));
            return 0;
        }
        ErrorStream.useDescriptorOfLauncher();
        return commandLineFor(arguments).execute(arguments);
    }

    /** Creates the command line with all commands. */
    public static CommandLine commandLine() {
        return commandLine(Commands.ALL);
    }

    /**
     * Creates the command line with the commands that these arguments need. Reading the options of all commands takes
     * longer than a short run of one of them.
     */
    static CommandLine commandLineFor(String... arguments) {
        if (arguments.length > 0 && VERSION_OPTIONS.containsAll(List.of(arguments))) {
            return commandLine(List.of());
        }
        Optional<Class<?>> named = arguments.length == 0
                ? Optional.empty()
                : Commands.ALL.stream()
                        .filter(type -> isNamed(type, arguments[0]))
                        .filter(type -> type.getPackageName().startsWith(Main.class.getPackageName()))
                        .findFirst();
        return commandLine(named.<List<Class<?>>>map(List::of).orElse(Commands.ALL));
    }

    private static boolean isNamed(Class<?> type, String name) {
        Command command = type.getAnnotation(Command.class);
        return command.name().equals(name) || List.of(command.aliases()).contains(name);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine commandLine = new CommandLine(new Main(), new Commands());
        commands.forEach(commandLine::addSubcommand);
        commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setHelpFactory(CommandHelp::new)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new ExecutionErrors());
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Commands.GROUPS);
        TerminalWidth.setHelp(commandLine, System.getenv("COLUMNS"));
        // Picocli heeds NO_COLOR and pipes itself.
        if ("dumb".equals(System.getenv("TERM"))) {
            commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        }
        return commandLine;
    }

    /**
     * Creates commands. A command that runs other commands gets a supplier of new command lines, because the running
     * one cannot be reused.
     */
    private static final class Commands implements IFactory {
        private static final List<Class<?>> ALL = List.of(
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
                HelpCommand.class,
                AutoComplete.GenerateCompletion.class);

        private static final CommandGroups GROUPS = new CommandGroups(List.of(
                Group.of("Start here", "quickstart", "demo", "reproduce"),
                Group.of("Re-rank and measure", "rerank", "tune", "compare", "evaluate", "metrics"),
                Group.of("Images and data sets", "extract", "import-checkpoint", "dataset"),
                Group.of("Index and serve", "index", "search", "explain", "serve"),
                Group.of("Files and graphs", "info", "convert", "graph"),
                Group.of("Measure speed", "bench"),
                Group.of("Set up the shell", "generate-completion")));

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
