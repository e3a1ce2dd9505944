package dev.icfrr.cli;

import dev.icfrr.Icfrr;
import dev.icfrr.Parallelism;
import dev.icfrr.SelfMatch;
import dev.icfrr.cli.graph.GraphBuild;
import dev.icfrr.cli.graph.GraphBuild.Approximation;
import dev.icfrr.cli.graph.GraphInput;
import dev.icfrr.cli.graph.GraphInput.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr graph build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Finds the nearest gallery items of every gallery item and saves them.",
            "",
            "Says first what it will take. The file appears under its name when it is complete.",
            ""
        })
public final class GraphBuildCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "INPUT",
            description =
                    "Distances of the gallery's items among themselves [G, G], or their features [G, D]; any file "
                            + "that 'icfrr info' reads.")
    private Path input = Path.of("");

    @Option(
            names = {"--out"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write.")
    private Path out = Path.of("");

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            defaultValue = "" + Icfrr.DEFAULT_KG,
            description = "Neighbors per item (${DEFAULT-VALUE}). A run can use fewer than a file holds.")
    private int kg = Icfrr.DEFAULT_KG;

    @Option(
            names = {"--self"},
            paramLabel = "WHICH",
            defaultValue = "first",
            description = "What is left out of an item's sorted row: first, whatever stands first, as the update rule "
                    + "'reference' has it; index, the item itself, as 'accumulating' has it (${DEFAULT-VALUE}).")
    private SelfMatch self = SelfMatch.FIRST;

    @Option(
            names = {"--from"},
            paramLabel = "WHICH",
            defaultValue = "auto",
            description = "What INPUT holds: distances, features, or auto, which takes a square matrix for distances "
                    + "(${DEFAULT-VALUE}).")
    private Content from = Content.AUTO;

    @Option(
            names = {"--tensor"},
            paramLabel = "NAME",
            description = "Which tensor of INPUT, as 'icfrr info' names it; needed where there are several.")
    private @Nullable String tensor;

    @Option(
            names = {"--approximate"},
            description = "Find nearly all neighbors in a fraction of the time; prints the recall.")
    private boolean approximate;

    @Option(
            names = {"--recall"},
            paramLabel = "X",
            description = "Share of true neighbors that --approximate aims at (0.95).")
    private @Nullable Double recall;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            description = "Seed of --approximate (0).")
    private @Nullable Long seed;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        GraphBuild.Options options =
                new GraphBuild.Options(kg, self, approximation(), out, new Parallelism(work.threads()));
        try (GraphInput opened = GraphInput.open(input, tensor, from)) {
            new GraphBuild(opened, options, spec.commandLine().getErr()::println).run();
        }
        return 0;
    }

    private Optional<Approximation> approximation() {
        if (!approximate && (recall != null || seed != null)) {
            throw new IllegalArgumentException(
                    "--recall and --seed are for --approximate: exact neighbors need neither");
        }
        return approximate
                ? Optional.of(new Approximation(recall == null ? 0.95 : recall, seed == null ? 0 : seed))
                : Optional.empty();
    }
}
