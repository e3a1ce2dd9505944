package dev.icfrr.cli.index;

import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr index verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Reads an index whole and checks every file against its checksum and against the others; exit code 2 "
                        + "and the first fault if something is wrong.")
public final class IndexVerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The index.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException {
        GalleryIndex index = IndexCheck.verify(folder);
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: generation %d, %,d items with %,d neighbors each; checksums, ids and indices are right"
                .formatted(
                        folder, index.generation(), index.size(), index.graph().neighborsPerItem()));
        out.flush();
        return 0;
    }
}
