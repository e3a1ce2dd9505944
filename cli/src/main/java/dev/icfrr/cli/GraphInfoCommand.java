package dev.icfrr.cli;

import dev.icfrr.KnnGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code icfrr graph info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints what the header of a graph file says; reads nothing else.")
public final class GraphInfoCommand implements Callable<Integer> {

    enum Format {
        TABLE,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        KnnGraph graph = KnnGraph.open(file);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("bytes", Files.size(file));
        fields.put("gallery_items", graph.size());
        fields.put("KG", graph.kg());
        fields.put("neighbors_per_item", graph.neighborsPerItem());
        fields.put("self", graph.selfMatch().name().toLowerCase(Locale.ROOT));
        fields.put("provenance", graph.provenance());
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case JSON ->
                out.println(JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(fields));
            // A stranger's file must not move the cursor of a terminal.
            case TABLE ->
                fields.forEach((name, value) -> out.println("%-18s  %s"
                        .formatted(name.replace('_', ' '), value.toString().replaceAll("\\p{Cntrl}", "?"))));
        }
        out.flush();
        return 0;
    }
}
