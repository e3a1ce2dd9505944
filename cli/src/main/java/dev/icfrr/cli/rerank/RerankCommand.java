package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.NotFinite;
import dev.icfrr.cli.input.RankFormat;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.cli.input.RerankOptions.GuardMode;
import dev.icfrr.cli.input.RerankOptions.Parameters;
import dev.icfrr.cli.input.RerankOptions.Ranks;
import dev.icfrr.cli.input.RerankOptions.Source;
import dev.icfrr.cli.options.AutoOrNumber;
import dev.icfrr.cli.options.DatasetOptions;
import dev.icfrr.cli.options.ReferenceOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr rerank}: the public Python code's {@code rerank.py}, option for option. */
@Command(
        name = "rerank",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Re-ranks every query of a data set, measures, plots and draws the result.",
            "",
            "Reads <cache-root>/<dataset>/<per-class>/: qg_dists and gg_dists, or query_features and gallery_features "
                    + "(.pth or .npy), and labels.pth where there are labels.",
            "Writes <rerank-results-dir>/<dataset>/<per-class>/: ranks/reranking_iter_<i>.pth, metrics.json, run.json, "
                    + "map_prec_ICFRR.png and .svg, report.html, with --guard guard.csv, and with --query-idxs-to-vis "
                    + "vis/reranking_iter_<i>.png.",
            ""
        },
        footer = {"", ReferenceOptions.FOOTER})
public final class RerankCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DatasetOptions dataset = new DatasetOptions();

    @Option(
            names = {"--rerank-results-dir", "--rerank_results_dir"},
            paramLabel = "DIR",
            defaultValue = "results",
            description = "Where results go (${DEFAULT-VALUE}).")
    private Path resultsRoot = Path.of("results");

    @Option(
            names = {"--KG", "--kg"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_KG,
            converter = AutoOrNumber.class,
            description = "Gallery neighbors of a voter that get its vote (${DEFAULT-VALUE}), or auto to choose.")
    private int kg = IcfrrParameters.DEFAULT_KG;

    @Option(
            names = {"--KQ", "--kq"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_KQ,
            converter = AutoOrNumber.class,
            description =
                    "Top items of a query that vote (${DEFAULT-VALUE}), or auto to choose without labels. Rule of "
                            + "thumb: KG and KQ about half the number of relevant items you expect.")
    private int kq = IcfrrParameters.DEFAULT_KQ;

    @Option(
            names = {"--beta"},
            paramLabel = "X",
            defaultValue = "" + IcfrrParameters.DEFAULT_BETA,
            description = "Weight of the votes (${DEFAULT-VALUE}).")
    private double beta = IcfrrParameters.DEFAULT_BETA;

    @Option(
            names = {"--n-times", "--n_times"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_ITERATIONS,
            description = "Iterations (${DEFAULT-VALUE}).")
    private int iterations = IcfrrParameters.DEFAULT_ITERATIONS;

    @Option(
            names = {"--update"},
            paramLabel = "RULE",
            defaultValue = "reference",
            description =
                    "reference: scores stay with the positions, as the public Python code does; accumulating: each "
                            + "item keeps its score, as the paper says (${DEFAULT-VALUE}).")
    private UpdateRule update = UpdateRule.REFERENCE;

    @Option(
            names = {"--stop-when-stable"},
            description = "Stop a query once an iteration leaves its order as it was.")
    private boolean stopWhenStable;

    @Option(
            names = {"--guard"},
            paramLabel = "HOW",
            arity = "0..1",
            defaultValue = "off",
            fallbackValue = "leave",
            description =
                    "Look, without labels, for queries that re-ranking is likely to harm. leave, or nothing: their "
                            + "order stays as it was, and auto is more cautious; tell: say which; off "
                            + "(${DEFAULT-VALUE}).")
    private GuardMode guard = GuardMode.OFF;

    @Option(
            names = {"--query-idxs-to-vis", "--query_idxs_to_vis"},
            paramLabel = "N",
            arity = "1..*",
            description = "Queries to draw contact sheets of.")
    private List<Integer> sheetQueries = List.of();

    @Option(
            names = {"--num-gallery-ims-to-vis", "--num_gallery_ims_to_vis"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Gallery images per query on a sheet (${DEFAULT-VALUE}).")
    private int sheetImages = 20;

    @Option(
            names = {"--ranks"},
            paramLabel = "WHICH",
            defaultValue = "all",
            description = "Rank files to write: all, last or none (${DEFAULT-VALUE}).")
    private Ranks ranks = Ranks.ALL;

    @Option(
            names = {"--ranks-format"},
            paramLabel = "FORM",
            defaultValue = "pth",
            description = "What rank files look like: pth, trec (ranks/*.run and, with labels, ranks/qrels.txt) or "
                    + "trec_gz (${DEFAULT-VALUE}).")
    private RankFormat rankFormat = RankFormat.PTH;

    @Option(
            names = {"--ranks-top"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Write only the first N of each ranking; 0 for all (${DEFAULT-VALUE}).")
    private int ranksTop;

    @Option(
            names = {"--source"},
            paramLabel = "WHICH",
            defaultValue = "auto",
            description = "What to read: distances, features, or auto, which takes distances where they lie "
                    + "(${DEFAULT-VALUE}).")
    private Source source = Source.AUTO;

    @Option(
            names = {"--graph"},
            paramLabel = "FILE",
            description = "The gallery's neighbor lists as 'icfrr graph build' saved them, instead of finding them; "
                    + "gg_dists then need not be there.")
    private @Nullable Path graph;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // for its options to be taken
    private final ReferenceOptions withoutEffect = new ReferenceOptions();

    @Override
    public Integer call() throws Exception {
        RerankOptions options = new RerankOptions(
                dataset.name(),
                dataset.perClass(),
                dataset.cacheRoot(),
                dataset.dataRoot(),
                resultsRoot,
                source,
                Optional.ofNullable(graph),
                new Parameters(kg, kq, beta, iterations, update, stopWhenStable),
                guard,
                ranks,
                output.rankFormat(rankFormat),
                ranksTop,
                sheetQueries,
                sheetImages,
                new Parallelism(output.threads()));
        try (RerankInput input = RerankInput.open(options)) {
            NotFinite.named(input, () -> {
                RunResult result =
                        new RerankRun(options, input, spec.commandLine().getErr()::println).run();
                output.print(result, spec.commandLine().getOut());
            });
        }
        return 0;
    }
}
