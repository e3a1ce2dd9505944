package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private final IndexOption index = new IndexOption();

    @Override
    public Integer call() throws IOException {
        GalleryIndex checked = IndexCheck.verify(index.folder());
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s: generation %d, %,d items with %,d neighbors each; checksums, ids and indices are right"
                .formatted(
                        checked.folder(),
                        checked.generation(),
                        checked.size(),
                        checked.graph().neighborsPerItem()));
        out.flush();
        return 0;
    }
}
