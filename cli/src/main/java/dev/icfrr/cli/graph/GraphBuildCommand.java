package dev.icfrr.cli.graph;

import dev.icfrr.cli.graph.GraphBuild.Approximation;
import dev.icfrr.cli.graph.GraphInput.Content;
import dev.icfrr.cli.options.FeatureOptions;
import dev.icfrr.cli.options.NeighborOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Scales;
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
            "Finds the nearest neighbors of every gallery item and saves them.",
            "",
            "Prints an estimate first. The file becomes visible only when complete.",
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
                    "Distances between gallery items [G, G], or their features [G, D], in any file that 'icfrr info' reads.")
    private Path input = Path.of("");

    @Option(
            names = {"--out"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write.")
    private Path out = Path.of("");

    @Option(
            names = {"--from"},
            paramLabel = "WHICH",
            defaultValue = "auto",
            description = "What INPUT holds: distances, features, or auto, which reads a square matrix as distances "
                    + "(${DEFAULT-VALUE}).")
    private Content from = Content.AUTO;

    @Option(
            names = {"--tensor"},
            paramLabel = "NAME",
            description = "Tensor of INPUT, as 'icfrr info' names it. Required if there are several.")
    private @Nullable String tensor;

    @Option(
            names = {"--lists"},
            paramLabel = "ORDER",
            defaultValue = "plain",
            description =
                    "Order of the lists. plain: by distance; scaled: by distance less half the local scale of the "
                            + "neighbor, for --vote multiscale, with --self index (${DEFAULT-VALUE}).")
    private ListOrder lists = ListOrder.PLAIN;

    @Option(
            names = {"--k"},
            paramLabel = "N",
            description =
                    "Neighbors per item of scaled lists, the largest scale of the votes. Rounded down to a power of two.")
    private @Nullable Integer k;

    @Option(
            names = {"--checkpoint"},
            paramLabel = "DIR",
            description =
                    "With --approximate: keep finished parts in this folder. The same command continues a build that "
                            + "was stopped, with the same result. The folder is removed at the end.")
    private @Nullable Path checkpoint;

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final NeighborOptions neighbors = new NeighborOptions();

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        boolean scaled = lists == ListOrder.SCALED;
        if (scaled != (k != null)) {
            throw new IllegalArgumentException(
                    scaled
                            ? "--lists scaled needs --k, the largest scale of the votes"
                            : "--k works only with --lists scaled");
        }
        GraphBuild.Options options = new GraphBuild.Options(
                k == null ? neighbors.kg() : Scales.upTo(k).largest(),
                lists,
                scaled ? SelfMatch.INDEX : neighbors.self(),
                features.preparation(),
                neighbors.approximation(Approximation::new),
                Optional.ofNullable(checkpoint),
                out,
                new Parallelism(work.threads()));
        try (GraphInput opened = GraphInput.open(input, tensor, from)) {
            new GraphBuild(opened, options, spec.commandLine().getErr()::println).run();
        }
        return 0;
    }
}
