package dev.icfrr.cli.index;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.console.FieldFormat;
import dev.icfrr.cli.input.GivenFiles;
import dev.icfrr.cli.input.InputPlace;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.options.DatasetOptions;
import dev.icfrr.cli.options.FeatureOptions;
import dev.icfrr.cli.options.GivenFeatureOptions;
import dev.icfrr.cli.options.InputOptions;
import dev.icfrr.cli.options.MethodOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.cli.rerank.QueryDistances;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Explainer;
import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Explains the rank of a gallery item for one query.",
            "",
            "Prints the item's rank and score at each iteration, and which of the top items voted for it, with what weight. The "
                    + "weights add up to the bonus exactly. Multi-scale votes take off the weight that chance gives.",
            "",
            "Takes a query to an index (--index with --image, --vector or --id, and the item's id), or a query of rerank's "
                    + "inputs (--dataset, or --query-features and --gallery-features; --query and the item's index).",
            ""
        })
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final IndexQuery index = new IndexQuery();

    @Option(
            names = {"--item"},
            required = true,
            paramLabel = "ID|N",
            description = "Item to explain: its id in an index, or its gallery index in rerank's inputs.")
    private String item = "";

    @Mixin
    private final DatasetOptions dataset = new DatasetOptions();

    @Option(
            names = {"--query"},
            paramLabel = "N",
            description = "Index of the query in rerank's inputs.")
    private @Nullable Integer query;

    @Mixin
    private final InputOptions inputs = new InputOptions();

    @Mixin
    private final GivenFeatureOptions given = new GivenFeatureOptions();

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final MethodOptions method = new MethodOptions();

    @Option(
            names = {"--iteration"},
            paramLabel = "N",
            description = "Iteration whose voters to show (default: last).")
    private @Nullable Integer iteration;

    @Option(
            names = {"--voters"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Number of voters in the table, heaviest first (${DEFAULT-VALUE}). JSON has all.")
    private int voters = 20;

    @Option(
            names = {"--json"},
            description = "Print JSON instead of a table.")
    private boolean json;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        if (voters < 0) {
            throw new IllegalArgumentException("--voters must be at least 0, not " + voters);
        }
        if (index.isGiven() == (query != null)) {
            throw new IllegalArgumentException(
                    "name either a query of rerank's inputs (--query N) or an index (--index DIR)");
        }
        if (query != null) {
            fromInputs(query);
        } else {
            fromIndex();
        }
        return 0;
    }

    private void fromIndex() throws IOException {
        if (inputs.graph().isPresent()) {
            throw new IllegalArgumentException("--graph works only with --query. An index has its own neighbor lists");
        }
        if (given.queries().isPresent() || given.gallery().isPresent()) {
            throw new IllegalArgumentException(
                    "--query-features and --gallery-features work only with --query. An index"
                            + " has its own features; --vector names a query to it");
        }
        if (!features.preparation().isNone()) {
            throw new IllegalArgumentException(features.preparation().options()
                    + " works only with --query. An index prepares features as it was built");
        }
        GalleryIndex opened = index.open();
        Icfrr icfrr = method.over(opened);
        int of = IndexQuery.item(opened, item);
        float[] feature = index.feature(opened, work.threads());
        Explanation explanation =
                index.ranked(opened, feature, new Parallelism(work.threads())).explain(new Explainer(icfrr), of);
        print(icfrr, explanation, opened::id, index.text());
    }

    private void fromInputs(int number) throws IOException {
        if (index.hasQuery()) {
            throw new IllegalArgumentException("--image, --vector and --id need an index. Name one with --index DIR");
        }
        GivenFiles files =
                new GivenFiles(given.queries(), given.gallery(), Optional.empty(), Optional.empty(), Optional.empty());
        InputPlace place = new InputPlace(dataset.cacheFolder(), files);
        ParameterRequest parameters = method.parameters();
        try (RerankInput input =
                RerankInput.open(place, inputs.source(), features.preparation(), inputs.graph(), parameters)) {
            QueryDistances distances = new QueryDistances(input, parameters, new Parallelism(work.threads()));
            int of = itemNumber(input.gallerySize());
            Icfrr icfrr = distances.reranker();
            Explanation explanation = new Explainer(icfrr).explain(distances.of(number), of);
            print(icfrr, explanation, i -> "gallery item " + i, "query " + number);
        }
    }

    private int itemNumber(int size) {
        try {
            int number = Integer.parseInt(item);
            if (number >= 0 && number < size) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("--item must be a gallery index from 0 to " + (size - 1) + ", not " + item);
    }

    private void print(Icfrr icfrr, Explanation explanation, IntFunction<String> names, String asked) {
        int shown = iteration == null ? icfrr.iterations() : iteration;
        if (shown < 0 || shown > icfrr.iterations()) {
            throw new IllegalArgumentException(
                    "--iteration must be from 0 to " + icfrr.iterations() + ", not " + shown);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("query", asked);
            fields.put("parameters", parameters(icfrr));
            fields.putAll(ExplanationReport.fields(explanation, names));
            FieldFormat.JSON.print(fields, out);
        } else {
            ExplanationReport.print(explanation, names, shown, voters, out);
        }
        out.flush();
    }

    /** Returns the parameters of an answer as fields. */
    static Map<String, Object> parameters(Icfrr icfrr) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        IcfrrParameters method = icfrr.parameters();
        parameters.put("vote", method.vote().label());
        if (method.vote().isMultiscale()) {
            Scales scales = method.scales();
            parameters.put("K", scales.largest());
            parameters.put(
                    "weights",
                    IntStream.range(0, scales.count())
                            .mapToObj(scales::scaleWeight)
                            .toList());
            parameters.put("lists", icfrr.graph().order().label());
        } else {
            parameters.put("KG", icfrr.graph().kg());
            parameters.put("KQ", method.kq());
        }
        parameters.put("beta", method.beta());
        parameters.put("beta_scale", method.betaScale().label());
        parameters.put("n_times", icfrr.iterations());
        parameters.put("update", method.update().label());
        return parameters;
    }
}
