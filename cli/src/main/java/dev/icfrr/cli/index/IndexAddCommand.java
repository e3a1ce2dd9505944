package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr index add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Adds items to an index, after those that are there; the neighbor lists become those of a rebuild.",
            "",
            "Readers go on with the old state until the new one is complete; killed at any moment, the old one counts.",
            ""
        })
public final class IndexAddCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    static final class Source {
        @Option(
                names = {"--images"},
                required = true,
                arity = "1..*",
                paramLabel = "PATH",
                description =
                        "Pictures, named by their file names, or folders of pictures, named by their paths there.")
        private @Nullable List<Path> images;

        @Option(
                names = {"--features"},
                required = true,
                paramLabel = "FILE",
                description = "Features [N, D] in any file that 'icfrr info' reads.")
        private @Nullable Path features;
    }

    @Mixin
    private final IndexOption index = new IndexOption();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Source source;

    @Option(
            names = {"--ids"},
            paramLabel = "FILE",
            description = "Names of the items of --features, one a line; otherwise the next numbers.")
    private @Nullable Path ids;

    @Option(
            names = {"--labels"},
            paramLabel = "FILE|folders",
            description = "Classes of the new items, as for 'icfrr index build'.")
    private @Nullable String labels;

    @Option(
            names = {"--model"},
            paramLabel = "FILE",
            description = "Where the index's ONNX model lies, if not where it was; it must be the same file.")
    private @Nullable Path model;

    @Mixin
    private final ImageIntake intake = new ImageIntake();

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        IndexChangeRun run = new IndexChangeRun(
                index.folder(),
                new Parallelism(work.threads()),
                spec.commandLine().getErr()::println);
        if (source.images != null) {
            if (ids != null) {
                throw new IllegalArgumentException("--ids are for --features: pictures are named by their paths");
            }
            run.addPictures(source.images, model, labels, intake);
        } else if (source.features != null) {
            if (model != null) {
                throw new IllegalArgumentException("--model is for --images: features need none");
            }
            run.addFeatures(source.features, ids, labels);
        }
        return 0;
    }
}
