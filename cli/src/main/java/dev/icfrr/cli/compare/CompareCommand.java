package dev.icfrr.cli.compare;

import dev.icfrr.baselines.Gallery;
import dev.icfrr.baselines.MethodHelp;
import dev.icfrr.baselines.MethodParameter;
import dev.icfrr.baselines.Methods;
import dev.icfrr.baselines.Queries;
import dev.icfrr.baselines.Requirement;
import dev.icfrr.baselines.RerankMethod;
import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.cli.input.InputPlace;
import dev.icfrr.cli.input.NotFinite;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions.Source;
import dev.icfrr.cli.options.DatasetOptions;
import dev.icfrr.cli.options.GivenFileOptions;
import dev.icfrr.metrics.Labels;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr compare}: runs re-ranking methods of the literature on one data set. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs several re-ranking methods on one data set.",
            "",
            "Prints metrics, cost, and paired significance tests against the first method (the baseline) and against ICFRR.",
            "",
            "Reads <cache-root>/<dataset>/<per-class>/: query_features and gallery_features, or qg_dists and gg_dists "
                    + "(.pth or .npy), and labels.pth. Or name files of any place and format: --query-features, --gallery-features, "
                    + "--labels.",
            ""
        })
public final class CompareCommand implements Callable<Integer> {
    /**
     * The methods of a run without {@code --methods}; a new method of {@code dev.icfrr.baselines.Methods} goes here
     * too.
     */
    private static final List<String> ALL = List.of(
            "none",
            "icfrr",
            "icfrr:vote=multiscale",
            "icfrr:vote=multiscale,center=domains",
            "aqe",
            "alpha_qe",
            "dba",
            "dba+aqe",
            "k_reciprocal",
            "ecn:method=rankdist",
            "ecn:method=origdist",
            "diffusion",
            "diffusion_query",
            "superglobal",
            "lbr",
            "gcr");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DatasetOptions dataset = new DatasetOptions();

    @Option(
            names = {"--source"},
            paramLabel = "WHICH",
            defaultValue = "auto",
            description =
                    "What to read: distances, features, or auto, which prefers features because more methods work on them "
                            + "(${DEFAULT-VALUE}).")
    private Source source = Source.AUTO;

    @Option(
            names = {"--methods"},
            paramLabel = "METHOD",
            arity = "1..*",
            description =
                    "Methods, for example: none icfrr:vote=multiscale,center=domains dba+icfrr k_reciprocal:k1=20. "
                            + "Default: no re-ranking, icfrr with the authors' defaults, the recommended icfrr:vote=multiscale, the "
                            + "same with centered features, and the baselines, as far as they work on the inputs. --list describes them.")
    private List<String> methods = List.of();

    @Option(
            names = {"--list"},
            description = "List methods and their parameters, and exit.")
    private boolean list;

    @Option(
            names = {"--threads"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; 0 for one per core (${DEFAULT-VALUE}). They do not change scores.")
    private int threads;

    @Option(
            names = {"--normalize"},
            description = "Scale features to unit length first. Needs features.")
    private boolean normalize;

    @Mixin
    private final GivenFileOptions given = new GivenFileOptions();

    @Mixin
    private final ComparisonOptions options = new ComparisonOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            list(out);
            return 0;
        }
        if (threads < 0) {
            throw new IllegalArgumentException("--threads must be at least 0 (0 for one per core), not " + threads);
        }
        List<RerankMethod> chosen =
                (methods.isEmpty() ? ALL : methods).stream().map(Methods::parse).toList();
        try (RerankInput input = open()) {
            Labels labels = input.labels()
                    .orElseThrow(() -> new IOException(
                            given.files().hasFeatures() || given.files().hasLabels()
                                    ? "there are no known labels, so nothing can be measured. Name them with --labels, or"
                                            + " with --query-labels and --gallery-labels"
                                    : folder() + ": there is no labels.pth with known labels, so nothing can be"
                                            + " measured"));
            NotFinite.named(
                    input,
                    () -> options.write(
                            compare(input, labels, chosen),
                            out,
                            spec.commandLine().getErr()));
        }
        return 0;
    }

    private Path folder() {
        return dataset.cacheFolder();
    }

    private RerankInput open() throws IOException {
        boolean features = source == Source.AUTO && !given.files().hasFeatures() && RerankInput.hasFeatures(folder());
        return RerankInput.open(
                new InputPlace(folder(), given.files()),
                features ? Source.FEATURES : source,
                new FeaturePreparation(normalize, FeaturePreparation.Center.NONE));
    }

    private Comparison compare(RerankInput input, Labels labels, List<RerankMethod> chosen) {
        boolean features = input.isFromFeatures();
        Gallery gallery = features ? Gallery.ofFeatures(input.gallery()) : Gallery.ofDistances(input.gallery());
        Queries queries = features ? Queries.ofFeatures(input.query()) : Queries.ofDistances(input.query());
        MethodRun run = new MethodRun(
                queries,
                gallery,
                labels,
                options.measures(),
                threads == 0 ? Parallelism.allCores() : new Parallelism(threads));
        PrintWriter err = spec.commandLine().getErr();
        input.remarks().forEach(text -> err.println("note: " + text));
        input.warning().ifPresent(text -> err.println("note: " + text));
        List<ComparisonRow> rows = new ArrayList<>();
        int icfrr = -1;
        for (RerankMethod method : chosen) {
            boolean works = features
                    || (!method.needs().contains(Requirement.FEATURES)
                            && !method.needs().contains(Requirement.ALL_QUERIES));
            if (!works && methods.isEmpty()) {
                err.println(method.name() + ": skipped, because it needs "
                        + (method.needs().contains(Requirement.FEATURES) ? "features" : "distances between queries"));
                continue;
            }
            err.println(method.name());
            err.flush();
            if (icfrr < 0 && method.name().startsWith("icfrr:")) {
                icfrr = rows.size();
            }
            rows.add(run.run(method));
        }
        return Comparison.of(rows, icfrr > 0 ? List.of(0, icfrr) : List.of(0), options.test());
    }

    private static void list(PrintWriter out) {
        for (MethodHelp method : Methods.all()) {
            out.printf(
                    "%s%s%n    %s%n    %s%n",
                    method.name(), method.stage() ? " [+METHOD]" : "", method.summary(), method.source());
            for (MethodParameter parameter : method.parameters()) {
                out.printf("    %-13s %s (%s)%n", parameter.name(), parameter.help(), parameter.defaultValue());
            }
            out.println();
        }
        out.println(
                "[+METHOD]: prepares features for another method, for example dba:k=5+icfrr. Cosine similarity only.");
        out.flush();
    }
}
