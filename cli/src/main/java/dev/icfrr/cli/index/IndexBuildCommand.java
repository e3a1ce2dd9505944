package dev.icfrr.cli.index;

import dev.icfrr.cli.options.NeighborOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr index build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Makes a folder of a gallery: features, neighbor lists, ids, labels, thumbnails and the model's preprocessing.",
            "",
            "Says first what it will take. The index counts when it is complete.",
            ""
        })
public final class IndexBuildCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    static final class Source {
        @Option(
                names = {"--images"},
                required = true,
                paramLabel = "DIR",
                description = "The pictures below a folder; an item's id is its path there.")
        private @Nullable Path images;

        @Option(
                names = {"--features"},
                required = true,
                paramLabel = "FILE",
                description = "Features [G, D] in any file that 'icfrr info' reads; kept in single precision.")
        private @Nullable Path features;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Source source;

    @Option(
            names = {"--out"},
            required = true,
            paramLabel = "DIR",
            description = "The folder of the index: new or empty.")
    private Path out = Path.of("");

    @Option(
            names = {"--replace"},
            description = "Build an index that is there again; its readers go on with what they have.")
    private boolean replace;

    @Option(
            names = {"--ids"},
            paramLabel = "FILE",
            description = "Names of the items of --features, one a line; otherwise 0, 1, 2 and so on.")
    private @Nullable Path ids;

    @Option(
            names = {"--labels"},
            paramLabel = "FILE|folders",
            description =
                    "Classes of the items: a tensor of whole numbers, a JSON object from id to number or name, or the "
                            + "word folders, for the folder that each picture lies in.")
    private @Nullable String labels;

    @Mixin
    private final IndexModelOptions model = new IndexModelOptions();

    @Mixin
    private final NeighborOptions neighbors = new NeighborOptions();

    @Mixin
    private final ImageIntake intake = new ImageIntake();

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        IndexBuildRun run = new IndexBuildRun(
                new IndexBuildRun.Options(
                        out,
                        replace,
                        neighbors.kg(),
                        neighbors.self(),
                        neighbors.approximation(Approximation::new),
                        model.reference(),
                        ids,
                        labels,
                        new Parallelism(work.threads())),
                spec.commandLine().getErr()::println);
        if (source.images != null) {
            run.fromPictures(source.images, intake);
        } else if (source.features != null) {
            run.fromFeatures(source.features);
        }
        return 0;
    }
}
