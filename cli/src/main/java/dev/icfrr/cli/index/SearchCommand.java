package dev.icfrr.cli.index;

import dev.icfrr.cli.console.FieldFormat;
import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.cli.options.MethodOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.RerankTrace;
import dev.icfrr.rerank.RerankTracer;
import dev.icfrr.text.PrintableText;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr search}. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {"Searches an index by an image, a feature or an item.", ""})
public final class SearchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final IndexQuery query = new IndexQuery();

    @Option(
            names = {"-k", "--top"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Number of items to show (${DEFAULT-VALUE}).")
    private int top = 20;

    @Mixin
    private final MethodOptions method = new MethodOptions();

    @Option(
            names = {"--json"},
            description = "Print JSON instead of a table.")
    private boolean json;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new IllegalArgumentException("-k must be at least 1, not " + top);
        }
        GalleryIndex index = query.open();
        Icfrr icfrr = method.over(index);
        float[] feature = query.feature(index, work.threads());
        RerankTrace trace =
                query.ranked(index, feature, new Parallelism(work.threads())).trace(new RerankTracer(icfrr), top);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            FieldFormat.JSON.print(json(index, icfrr, trace), out);
        } else {
            table(index, trace, out);
        }
        out.flush();
        return 0;
    }

    private static void table(GalleryIndex index, RerankTrace trace, PrintWriter out) {
        TextTable table = new TextTable(List.of(
                Column.right("after"),
                Column.right("before"),
                Column.right("moved"),
                Column.right("score"),
                Column.left("class"),
                Column.left("id")));
        for (RankedItem ranked : trace.last()) {
            table.row(List.of(
                    Integer.toString(ranked.rank() + 1),
                    Integer.toString(ranked.initialRank() + 1),
                    ExplanationReport.signed(ranked.gained()),
                    String.format(Locale.ROOT, "%.4f", ranked.score()),
                    PrintableText.printable(
                            ItemLabels.text(index.label(ranked.item()), index.labelName(ranked.item()))),
                    PrintableText.printable(index.id(ranked.item()))));
        }
        out.print(table);
    }

    private Map<String, Object> json(GalleryIndex index, Icfrr icfrr, RerankTrace trace) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("query", query.text());
        root.put("index", index.folder().toString());
        root.put("generation", index.generation());
        root.put("parameters", ExplainCommand.parameters(icfrr));
        List<Map<String, Object>> before = new ArrayList<>();
        trace.first().forEach(ranked -> before.add(item(index, ranked, false)));
        root.put("before", before);
        List<Map<String, Object>> results = new ArrayList<>();
        trace.last().forEach(ranked -> results.add(item(index, ranked, true)));
        root.put("results", results);
        return root;
    }

    private static Map<String, Object> item(GalleryIndex index, RankedItem ranked, boolean after) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rank", ranked.rank() + 1);
        fields.put("id", index.id(ranked.item()));
        fields.put("item", ranked.item());
        if (index.isLabelled()) {
            fields.put("label", index.label(ranked.item()));
            index.labelName(ranked.item()).ifPresent(name -> fields.put("label_name", name));
        }
        if (after) {
            fields.put("rank_before", ranked.initialRank() + 1);
            fields.put("moved", ranked.gained());
            fields.put("score", ranked.score());
            fields.put("bonus", ranked.bonus());
        } else {
            fields.put("distance", -ranked.score());
        }
        return fields;
    }
}
