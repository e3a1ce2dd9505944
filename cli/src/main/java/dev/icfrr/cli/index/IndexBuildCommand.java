package dev.icfrr.cli.index;

import dev.icfrr.cli.input.FeaturePreparation.Center;
import dev.icfrr.cli.options.NeighborOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import dev.icfrr.vision.index.VoteChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
            "Builds an index of a gallery in a folder.",
            "",
            "The index holds features, neighbor lists, ids, labels, thumbnails and the model's preprocessing. The command prints "
                    + "an estimate of memory and disk use first. The index becomes visible only when complete.",
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
                description = "Index the images below a folder. The id of an item is its relative path.")
        private @Nullable Path images;

        @Option(
                names = {"--features", "--gallery-features"},
                required = true,
                paramLabel = "FILE[:COLUMN]",
                description =
                        "Index features [G, D]: a .npy, .pth, .safetensors, Parquet, HDF5, .fbin or FAISS file, or a "
                                + "folder of .npy shards. They are stored in single precision.")
        private @Nullable Path features;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Source source;

    @Option(
            names = {"--out"},
            required = true,
            paramLabel = "DIR",
            description = "Folder of the index, new or empty.")
    private Path out = Path.of("");

    @Option(
            names = {"--replace"},
            description = "Overwrite an existing index. Open readers keep using the old version.")
    private boolean replace;

    @Option(
            names = {"--ids"},
            paramLabel = "FILE[:COLUMN]",
            description =
                    "Ids of the items of --features: the lines of a text file, or a column (default: 0, 1, 2 and so on).")
    private @Nullable Path ids;

    @Option(
            names = {"--labels"},
            paramLabel = "FILE[:COLUMN]|folders",
            description =
                    "Classes of the items: a tensor or column of integers or names, a JSON object that maps ids to them, or the "
                            + "word 'folders', which takes the folder of each image.")
    private @Nullable String labels;

    @Mixin
    private final IndexModelOptions model = new IndexModelOptions();

    @Mixin
    private final IndexVoteOptions vote = new IndexVoteOptions();

    @Option(
            names = {"--center"},
            paramLabel = "HOW",
            defaultValue = "none",
            description =
                    "Center features per domain. domains: subtract the gallery's mean from gallery items, and the mean of "
                            + "the query bank ('icfrr index queries') from queries; none: do not (${DEFAULT-VALUE}).")
    private Center center = Center.NONE;

    @Mixin
    private final NeighborOptions neighbors = new NeighborOptions();

    @Option(
            names = {"--graph"},
            paramLabel = "FILE",
            description =
                    "Take the neighbors of --features from a .knn file of 'icfrr graph build' instead of finding them. "
                            + "Its lists must be plain, of the same features in the same order.")
    private @Nullable Path graph;

    @Mixin
    private final ImageIntake intake = new ImageIntake();

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        VoteChoice choice = vote.choice();
        boolean flat = choice instanceof VoteChoice.Flat;
        SelfMatch self = neighbors.givenSelf().orElse(flat ? SelfMatch.FIRST : SelfMatch.INDEX);
        if (!flat && self != SelfMatch.INDEX) {
            throw new IllegalArgumentException(
                    "--self " + self.label() + " belongs to --vote flat. Leave it out, or add --vote flat");
        }
        Optional<KnownGraph> known = graph == null ? Optional.empty() : Optional.of(KnownGraph.open(graph));
        int longest = known.map(lists -> lists.graph().kg()).orElse(Integer.MAX_VALUE);
        int kg = neighbors.givenKg().orElse(flat ? Math.min(neighbors.kg(), longest) : 1);
        IndexBuildRun run = new IndexBuildRun(
                new IndexBuildRun.Options(
                        out,
                        replace,
                        kg,
                        self,
                        choice,
                        center == Center.DOMAINS,
                        neighbors.approximation(Approximation::new),
                        model.reference(),
                        ids,
                        labels,
                        known,
                        new Parallelism(work.threads())),
                spec.commandLine().getErr()::println);
        if (source.images != null) {
            run.fromImages(source.images, intake);
        } else if (source.features != null) {
            run.fromFeatures(source.features);
        }
        return 0;
    }
}
