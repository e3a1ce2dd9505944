package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.MovedModelOption;
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
            "Adds items to an index. The neighbor lists of an exact index equal those of a rebuild. In an approximate index of more "
                    + "than 65,536 items, a new item is compared with the items of the nearest clusters.",
            "",
            "A few items are written beside the files of all others, in an index of 4,096 items or more. When more than one item "
                    + "in 64 was added, all files are written again, as 'icfrr index compact' does.",
            "",
            "Open readers keep the old version until the new one is complete. If the program is killed, the old version stays valid.",
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
                        "Image files, whose ids are their file names, or folders, whose images have their relative paths as ids.")
        private @Nullable List<Path> images;

        @Option(
                names = {"--features"},
                required = true,
                paramLabel = "FILE[:COLUMN]",
                description = "Features [N, D], as for 'icfrr index build'.")
        private @Nullable Path features;
    }

    @Mixin
    private final IndexOption index = new IndexOption();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Source source;

    @Option(
            names = {"--ids"},
            paramLabel = "FILE[:COLUMN]",
            description = "Ids of the items of --features, as for 'icfrr index build' (default: the next numbers).")
    private @Nullable Path ids;

    @Option(
            names = {"--labels"},
            paramLabel = "FILE[:COLUMN]|folders",
            description = "Classes of the new items, as for 'icfrr index build'.")
    private @Nullable String labels;

    @Mixin
    private final MovedModelOption model = new MovedModelOption();

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
                throw new IllegalArgumentException(
                        "--ids works only with --features. The ids of images are their paths");
            }
            run.addImages(source.images, model.file(), labels, intake);
        } else if (source.features != null) {
            if (model.file() != null) {
                throw new IllegalArgumentException("--model works only with --images. Features need no model");
            }
            run.addFeatures(source.features, ids, labels);
        }
        return 0;
    }
}
