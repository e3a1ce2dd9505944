package dev.icfrr.cli.rerank;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.cli.input.NotFinite;
import dev.icfrr.cli.input.RankFormat;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.cli.input.RerankOptions.Folders;
import dev.icfrr.cli.input.RerankOptions.RankOutput;
import dev.icfrr.cli.input.RerankOptions.Ranks;
import dev.icfrr.cli.input.RerankOptions.Sheets;
import dev.icfrr.cli.options.AutoOrNumber;
import dev.icfrr.cli.options.DatasetOptions;
import dev.icfrr.cli.options.FeatureOptions;
import dev.icfrr.cli.options.GivenFileOptions;
import dev.icfrr.cli.options.InputOptions;
import dev.icfrr.cli.options.ReferenceOptions;
import dev.icfrr.cli.options.ResultsOption;
import dev.icfrr.cli.options.VoteOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr rerank}: re-ranks a data set. It takes every option of the public Python code's {@code rerank.py}. */
@Command(
        name = "rerank",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Re-ranks all queries of a data set and measures the result.",
            "",
            "Reads <cache-root>/<dataset>/<per-class>/: qg_dists and gg_dists, or query_features and gallery_features "
                    + "(.pth or .npy), and labels.pth where there are labels. Or name files of any place and format: "
                    + "--query-features, --gallery-features, --labels.",
            "",
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

    @Mixin
    private final ResultsOption results = new ResultsOption();

    @Option(
            names = {"--KG", "--kg"},
            paramLabel = "N",
            converter = AutoOrNumber.class,
            description = "Neighbors of a voter that get its vote (" + IcfrrParameters.DEFAULT_KG
                    + "), or auto to choose without labels.")
    private @Nullable Integer kg;

    @Option(
            names = {"--KQ", "--kq"},
            paramLabel = "N",
            converter = AutoOrNumber.class,
            description = "Top items of a query that vote (" + IcfrrParameters.DEFAULT_KQ
                    + "), or auto to choose without labels. Rule of thumb: set KG and KQ to half the expected number of "
                    + "relevant items.")
    private @Nullable Integer kq;

    @Mixin
    private final VoteOptions vote = new VoteOptions();

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

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
                    "Update rule. reference: scores stay with the ranks, as in the public Python code; accumulating: each item keeps "
                            + "its score, as in the paper (${DEFAULT-VALUE}).")
    private UpdateRule update = UpdateRule.REFERENCE;

    @Option(
            names = {"--stop-when-stable"},
            description = "Stop a query when an iteration does not change its ranking.")
    private boolean stopWhenStable;

    @Option(
            names = {"--guard"},
            paramLabel = "HOW",
            arity = "0..1",
            defaultValue = "off",
            fallbackValue = "leave",
            description =
                    "Predict without labels which queries re-ranking harms. leave (or no value): keep their initial ranking, and "
                            + "make auto more cautious; tell: report them, and compare halves of the features (experimental); off: predict nothing (${DEFAULT-VALUE}).")
    private GuardMode guard = GuardMode.OFF;

    @Option(
            names = {"--query-idxs-to-vis", "--query_idxs_to_vis"},
            paramLabel = "N",
            arity = "1..*",
            description = "Draw contact sheets of these queries.")
    private List<Integer> sheetQueries = List.of();

    @Option(
            names = {"--num-gallery-ims-to-vis", "--num_gallery_ims_to_vis"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Gallery images per query on a contact sheet (${DEFAULT-VALUE}).")
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
            description =
                    "Format of rank files: pth, trec (ranks/*.run and, with labels, ranks/qrels.txt) or trec_gz (${DEFAULT-VALUE}).")
    private RankFormat rankFormat = RankFormat.PTH;

    @Option(
            names = {"--ranks-top"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Write only the first N items of each ranking; 0 for all (${DEFAULT-VALUE}).")
    private int ranksTop;

    @Mixin
    private final GivenFileOptions given = new GivenFileOptions();

    @Mixin
    private final InputOptions inputs = new InputOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // declares options
    private final ReferenceOptions withoutEffect = new ReferenceOptions();

    @Override
    public Integer call() throws Exception {
        RerankOptions options = new RerankOptions(
                new Folders(
                        dataset.name(given.files()),
                        dataset.perClass(),
                        dataset.cacheRoot(),
                        dataset.dataRoot(),
                        results.root()),
                given.files(),
                inputs.source(),
                features.preparation(),
                inputs.graph(),
                vote.request(
                        kg,
                        kq,
                        IcfrrParameters.DEFAULTS
                                .withBeta(beta)
                                .withIterations(iterations)
                                .withUpdate(update)
                                .withStopWhenStable(stopWhenStable)),
                guard,
                new RankOutput(ranks, output.rankFormat(rankFormat), ranksTop),
                new Sheets(sheetQueries, sheetImages),
                new Parallelism(output.threads()));
        try (RerankInput input = RerankInput.open(options)) {
            NotFinite.named(input, () -> {
                RunResult result =
                        new RerankRun(options, input, spec.commandLine().getErr()::println).run();
                output.print(
                        result, spec.commandLine().getOut(), spec.commandLine().getErr());
            });
        }
        return 0;
    }
}
