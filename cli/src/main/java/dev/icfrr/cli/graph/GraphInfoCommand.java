package dev.icfrr.cli.graph;

import dev.icfrr.cli.console.FieldsCommand;
import dev.icfrr.knn.KnnGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code icfrr graph info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the header of a graph file. Reads nothing else.")
public final class GraphInfoCommand extends FieldsCommand {

    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Override
    protected Map<String, Object> fields() throws IOException {
        KnnGraph graph = KnnGraph.open(file);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("bytes", Files.size(file));
        fields.put("gallery_items", graph.size());
        fields.put("KG", graph.kg());
        fields.put("neighbors_per_item", graph.neighborsPerItem());
        fields.put("lists", graph.order().label());
        fields.put("self", graph.selfMatch().label());
        fields.put("provenance", graph.provenance());
        return fields;
    }
}
