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
                "Reads a graph file whole and checks its checksums and that every neighbor is a gallery item; exit "
                        + "code 2 and the first fault if something is wrong.")
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
