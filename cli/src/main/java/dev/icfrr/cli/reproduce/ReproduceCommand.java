package dev.icfrr.cli.reproduce;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FileTrees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr reproduce}: repeats published experiments and checks their figures. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Repeats published experiments and checks their figures. Prints ok or fail for each figure; the exit code is 1 if one "
                    + "fails. Without a name, lists the experiments.",
            ""
        })
public final class ReproduceCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Experiments to repeat; 'all' for every one that needs no downloads by hand.")
    private List<String> names = List.of();

    @Option(
            names = {"--keep"},
            paramLabel = "DIR",
            description = "Work in DIR/NAME and keep it (default: a temporary folder).")
    private @Nullable Path keep;

    @Option(
            names = {"--downloads"},
            paramLabel = "DIR",
            description = "Folder of downloaded packages, passed to 'icfrr dataset'.")
    private @Nullable Path downloads;

    @Option(
            names = {"--data-root"},
            paramLabel = "DIR",
            defaultValue = "datasets",
            description = "Folder of downloaded data sets, for the experiments of the paper (${DEFAULT-VALUE}).")
    private Path dataRoot = Path.of("datasets");

    @Option(
            names = {"--pretrained-root"},
            paramLabel = "DIR",
            defaultValue = "pretrained",
            description = "Folder of downloaded checkpoints, for the experiments of the paper (${DEFAULT-VALUE}).")
    private Path pretrainedRoot = Path.of("pretrained");

    @Option(
            names = {"--check"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Run nothing; check that the tables in these Markdown files have the published figures.")
    private List<Path> check = List.of();

    @Option(
            names = {"--write"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Run nothing; rewrite the tables in these Markdown files.")
    private List<Path> write = List.of();

    @Option(
            names = {"--debug"},
            description = "Print the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // read by ExecutionErrors
    private boolean debug;

    private final Supplier<CommandLine> commandLine;

    /** @param commandLine makes a command line to run another command with */
    public ReproduceCommand(Supplier<CommandLine> commandLine) {
        this.commandLine = commandLine;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (!check.isEmpty() || !write.isEmpty()) {
            return tables(out);
        }
        if (names.isEmpty()) {
            for (String name : Reproductions.names()) {
                Reproduction one = Reproductions.named(name);
                out.printf(
                        "%-22s %s%s%n",
                        name,
                        one.title(),
                        one.downloads().isEmpty()
                                ? one.needs()
                                        .map(what -> " (needs " + what + ")")
                                        .orElse("")
                                : " (needs downloads; the figures are the authors')");
            }
            out.flush();
            return 0;
        }
        List<String> chosen = names.equals(List.of("all")) ? withoutDownloads() : names;
        List<Reproduction> all = new ArrayList<>();
        for (String name : chosen) {
            all.add(Reproductions.named(name));
        }
        int failures = 0;
        for (int i = 0; i < all.size(); i++) {
            out.println(chosen.get(i) + ": " + all.get(i).data());
            failures += run(chosen.get(i), all.get(i), out);
        }
        out.println(failures == 0 ? "all hold" : failures + " failed");
        out.flush();
        return failures == 0 ? 0 : FAILED;
    }

    private static List<String> withoutDownloads() throws IOException {
        List<String> chosen = new ArrayList<>();
        for (String name : Reproductions.names()) {
            if (Reproductions.named(name).downloads().isEmpty()) {
                chosen.add(name);
            }
        }
        return chosen;
    }

    private int run(String name, Reproduction reproduction, PrintWriter out) throws IOException {
        List<String> datasetOptions = downloads == null ? List.of() : List.of("--downloads", downloads.toString());
        Path work = keep == null ? Files.createTempDirectory("icfrr-" + name) : keep.resolve(name);
        try {
            Files.createDirectories(work);
            return new ReproductionRun(
                            reproduction,
                            new ReproductionRun.Folders(work, dataRoot, pretrainedRoot),
                            datasetOptions,
                            this::execute,
                            out)
                    .run();
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        } finally {
            if (keep == null) {
                FileTrees.delete(work);
            }
        }
    }

    private int execute(String[] arguments, PrintWriter out, PrintWriter err) {
        return commandLine.get().setOut(out).setErr(err).execute(arguments);
    }

    private int tables(PrintWriter out) throws IOException {
        ResultTables tables = ResultTables.bundled();
        int differing = 0;
        for (Path file : Stream.concat(check.stream(), write.stream()).toList()) {
            String text = Files.readString(file);
            String filled;
            try {
                filled = tables.fill(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
            boolean same = filled.equals(text);
            if (!same && write.contains(file)) {
                AtomicFile.write(file, stream -> stream.write(filled.getBytes(StandardCharsets.UTF_8)));
            }
            differing += same || write.contains(file) ? 0 : 1;
            out.println(file + ": " + (same ? "as claimed" : write.contains(file) ? "written" : "differs"));
        }
        out.flush();
        return differing == 0 ? 0 : FAILED;
    }
}
