package dev.icfrr.cli.graph;

import dev.icfrr.cli.console.VerifyCommand;
import dev.icfrr.knn.KnnGraph;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code icfrr graph verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks the checksums of a graph file, and that every neighbor is a gallery item. Prints the first fault and exits "
                        + "with code 2 if something is wrong.")
public final class GraphVerifyCommand extends VerifyCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Override
    protected String verify() throws IOException {
        KnnGraph.verify(file);
        KnnGraph graph = KnnGraph.open(file);
        return "%s: %,d items with %,d neighbors each; checksums and indices are right"
                .formatted(file, graph.size(), graph.neighborsPerItem());
    }
}
