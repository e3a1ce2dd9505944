package dev.icfrr.cli.index;

import dev.icfrr.cli.console.VerifyCommand;
import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code icfrr index verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks every file of an index against its checksum and against the other files. Prints the first fault and exits "
                        + "with code 2 if something is wrong.")
public final class IndexVerifyCommand extends VerifyCommand {
    @Mixin
    private final IndexOption index = new IndexOption();

    @Override
    protected String verify() throws IOException {
        GalleryIndex checked = IndexCheck.verify(index.folder());
        return "%s: generation %d, %,d items with %,d neighbors each; checksums, ids and indices are right"
                .formatted(
                        checked.folder(),
                        checked.generation(),
                        checked.size(),
                        checked.graph().neighborsPerItem());
    }
}
