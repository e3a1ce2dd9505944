package dev.icfrr.cli.tune;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.console.Version;
import dev.icfrr.cli.input.FileFingerprint;
import dev.icfrr.cli.input.InputPlace;
import dev.icfrr.cli.input.NotFinite;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.options.AutoOrNumber;
import dev.icfrr.cli.options.DatasetOptions;
import dev.icfrr.cli.options.FeatureOptions;
import dev.icfrr.cli.options.GivenFileOptions;
import dev.icfrr.cli.options.InputOptions;
import dev.icfrr.cli.options.ResultsOption;
import dev.icfrr.cli.options.VoteOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FolderLock;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.tuning.Grid;
import dev.icfrr.tuning.GridResult;
import dev.icfrr.tuning.QuerySplit;
import dev.icfrr.tuning.Setting;
import dev.icfrr.vision.image.Fonts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr tune}: chooses parameters on half of a data set's queries and tests them on the other half. */
@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Finds the best parameters on a labeled data set.",
            "",
            "Measures a grid of KG, KQ, beta, iterations and update rules, chooses on half of the queries, and tests the choice on "
                    + "the other half.",
            "",
            "Reads <cache-root>/<dataset>/<per-class>/: qg_dists and gg_dists, or query_features and gallery_features "
                    + "(.pth or .npy), and labels.pth. Or name files of any place and format: --query-features, --gallery-features, "
                    + "--labels.",
            "Writes <rerank-results-dir>/<dataset>/<per-class>/tune/: tune.csv and tune.json (every point on both "
                    + "halves), heatmap and iterations_by_{kg,kq,beta} (.png and .svg).",
            ""
        })
public final class TuneCommand implements Callable<Integer> {
    private static final int GRID_ITERATIONS = 10;
    private static final int MOST_QUERIES = 1000;

    /** What goes to the output stream. */
    enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DatasetOptions dataset = new DatasetOptions();

    @Mixin
    private final ResultsOption results = new ResultsOption();

    @Option(
            names = {"--KG", "--kg"},
            paramLabel = "LIST",
            hideParamSyntax = true,
            split = ",",
            description = "Values of KG, separated by commas (4,8,16... up to half of the gallery, at most 1024).")
    private List<Integer> kg = List.of();

    @Option(
            names = {"--KQ", "--kq"},
            paramLabel = "LIST",
            hideParamSyntax = true,
            split = ",",
            description = "Values of KQ (the same).")
    private List<Integer> kq = List.of();

    @Option(
            names = {"--vote"},
            paramLabel = "LIST",
            hideParamSyntax = true,
            split = ",",
            description =
                    "Votes: flat, multiscale or both, separated by a comma (both, but only flat with --kg, --kq or "
                            + "--graph).")
    private List<VoteOptions.Kind> votes = List.of();

    @Option(
            names = {"--k"},
            paramLabel = "LIST",
            hideParamSyntax = true,
            split = ",",
            converter = AutoOrNumber.class,
            defaultValue = "auto",
            description = "Values of K of the multi-scale vote, numbers or auto (${DEFAULT-VALUE}).")
    private List<Integer> k = List.of();

    @Option(
            names = {"--lists"},
            paramLabel = "LIST",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "scaled",
            description = "Orders of the lists of the multi-scale vote: plain, scaled or both (${DEFAULT-VALUE}).")
    private List<ListOrder> lists = List.of();

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Option(
            names = {"--beta"},
            paramLabel = "LIST",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "0.25,0.5,1",
            description = "Values of beta (${DEFAULT-VALUE}).")
    private List<Double> beta = List.of();

    @Option(
            names = {"--n-times", "--n_times"},
            paramLabel = "N",
            defaultValue = "" + GRID_ITERATIONS,
            description = "Measure 0 to N iterations (${DEFAULT-VALUE}).")
    private int iterations = GRID_ITERATIONS;

    @Option(
            names = {"--update"},
            paramLabel = "RULES",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "reference",
            description = "Update rules: reference, accumulating or both, separated by a comma (${DEFAULT-VALUE}).")
    private List<UpdateRule> updates = List.of();

    @Option(
            names = {"--metric"},
            paramLabel = "METRIC",
            defaultValue = "mAP@all",
            description = "Metric to choose by (${DEFAULT-VALUE}). 'icfrr metrics' lists them.")
    private String metric = "mAP@all";

    @Option(
            names = {"--queries"},
            paramLabel = "N",
            defaultValue = "" + MOST_QUERIES,
            description = "Use at most N queries, drawn at random; 0 for all (${DEFAULT-VALUE}).")
    private int queries = MOST_QUERIES;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the halves and of the significance test (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Mixin
    private final GivenFileOptions given = new GivenFileOptions();

    @Mixin
    private final InputOptions inputs = new InputOptions();

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "Output format: table, json or csv (${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        if (queries < 0) {
            throw new IllegalArgumentException("--queries must be at least 0 (0 for all), not " + queries);
        }
        if (inputs.graph().isPresent() && updates.size() > 1) {
            throw new IllegalArgumentException(
                    "--graph holds the neighbor lists of one update rule. Name one rule with --update, or leave out --graph");
        }
        Measure measure = Measure.parse(metric);
        Path folder = dataset.cacheFolder();
        try (RerankInput input = open(new InputPlace(folder, given.files()))) {
            String missing = given.files().hasFeatures() || given.files().hasLabels()
                    ? "there are no known labels to tune by. Name them with --labels, or with --query-labels and"
                            + " --gallery-labels. "
                    : folder + ": there is no labels.pth with known labels to tune by. ";
            Labels labels = input.labels()
                    .orElseThrow(() ->
                            new IOException(missing + "'icfrr rerank --kg auto --kq auto' chooses without labels"));
            input.remarks().forEach(text -> spec.commandLine().getErr().println("note    " + text));
            QuerySplit split = QuerySplit.of(labels, queries == 0 ? Integer.MAX_VALUE : queries, seed);
            TuneRun run = new TuneRun(
                    input,
                    labels,
                    new Parallelism(work.threads()),
                    spec.commandLine().getErr()::println);
            try (FolderLock _ = FolderLock.takeNew(out(), "writes its results here")) {
                NotFinite.named(input, () -> write(run.search(grid(input, run), measure, split), input));
            }
            input.warning().ifPresent(text -> spec.commandLine().getErr().println("note    " + text));
        }
        return 0;
    }

    private RerankInput open(InputPlace place) throws IOException {
        int largest = kg.stream().mapToInt(Integer::intValue).max().orElse(0);
        if (inputs.graph().isPresent() && kg.isEmpty()) {
            largest = KnnGraph.open(inputs.graph().get()).kg();
        }
        if (inputs.graph().isPresent()) {
            if (!features.preparation().isNone() || votes.contains(VoteOptions.Kind.MULTISCALE)) {
                throw new IllegalArgumentException("--graph works only with --vote flat and features as they are");
            }
            return RerankInput.open(place, inputs.source(), inputs.graph(), largest, updates.getFirst());
        }
        return RerankInput.open(place, inputs.source(), features.preparation());
    }

    private List<VoteOptions.Kind> votes() {
        if (!votes.isEmpty()) {
            return votes;
        }
        return kg.isEmpty() && kq.isEmpty() && inputs.graph().isEmpty()
                ? List.of(VoteOptions.Kind.values())
                : List.of(VoteOptions.Kind.FLAT);
    }

    private List<ParameterRequest> multiscale() {
        List<ParameterRequest> requests = new ArrayList<>();
        for (UpdateRule update : updates) {
            for (int value : k) {
                for (ListOrder order : lists) {
                    for (double b : beta) {
                        IcfrrParameters method = IcfrrParameters.DEFAULTS
                                .withBeta(b)
                                .withBetaScale(VoteOptions.Kind.MULTISCALE.betaScale())
                                .withUpdate(update);
                        requests.add(ParameterRequest.multiscale(value, order, method));
                    }
                }
            }
        }
        return requests;
    }

    private Grid grid(RerankInput input, TuneRun run) {
        List<Setting> multiscale =
                votes().contains(VoteOptions.Kind.MULTISCALE) ? run.multiscale(multiscale()) : List.of();
        if (!votes().contains(VoteOptions.Kind.FLAT)) {
            return new Grid(List.of(), List.of(), beta, updates, iterations, multiscale);
        }
        List<Integer> scale = Grid.scale(input.gallerySize());
        int longest = input.graph().map(KnnGraph::kg).orElse(Integer.MAX_VALUE);
        List<Integer> within = scale.stream().filter(k -> k <= longest).toList();
        List<Integer> kgScale = within.isEmpty() ? List.of(longest) : within;
        return new Grid(kg.isEmpty() ? kgScale : kg, kq.isEmpty() ? scale : kq, beta, updates, iterations, multiscale);
    }

    private Path out() {
        return results.root()
                .resolve(dataset.name(given.files()))
                .resolve(Integer.toString(dataset.perClass()))
                .resolve("tune");
    }

    private void write(GridResult result, RerankInput input) throws IOException {
        String name = dataset.name(given.files());
        Path out = out();
        TuneReport report = new TuneReport(
                result,
                new PairedTest.Randomization(PairedTest.Randomization.DEFAULT_PERMUTATIONS, seed),
                "icfrr rerank --dataset " + name + " --cache-root " + dataset.cacheRoot()
                        + given.files().options()
                        + (features.preparation().isNone()
                                ? ""
                                : " " + features.preparation().options()),
                provenance(input));
        write(out.resolve("tune.csv"), report.csv());
        write(out.resolve("tune.json"), report.json());
        if (Fonts.problem().isEmpty()) {
            new TuneFigures(result, name).write(out);
        }
        switch (format) {
            case TABLE -> spec.commandLine().getOut().print(report.table());
            case CSV -> spec.commandLine().getOut().print(report.csv());
            case JSON -> spec.commandLine().getOut().print(report.json());
        }
        spec.commandLine().getOut().flush();
        Fonts.problem().ifPresent(why -> spec.commandLine().getErr().println("note    no figures: " + why));
        spec.commandLine().getErr().println("wrote   " + out);
    }

    private Map<String, Object> provenance(RerankInput input) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("icfrr", Version.text());
        map.put("dataset", dataset.name(given.files()));
        map.put("per_class", dataset.perClass());
        map.put("seed", seed);
        List<Map<String, Object>> inputs = new ArrayList<>();
        for (Path path : input.paths()) {
            inputs.add(FileFingerprint.of(path).toMap());
        }
        map.put("inputs", inputs);
        return map;
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
