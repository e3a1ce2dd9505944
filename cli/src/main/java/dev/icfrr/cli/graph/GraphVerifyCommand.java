package dev.icfrr.cli.graph;

import dev.icfrr.knn.KnnGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr graph verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Reads a graph file whole and checks its checksums and that every neighbor is a gallery item; exit "
                        + "code 2 and the first fault if something is wrong.")
public final class GraphVerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        KnnGraph.verify(file);
        KnnGraph graph = KnnGraph.open(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: %,d items with %,d neighbors each; checksums and indices are right"
                .formatted(file, graph.size(), graph.neighborsPerItem()));
        out.flush();
        return 0;
    }
}
