package dev.icfrr.cli.index;

import dev.icfrr.cli.console.FieldsCommand;
import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code icfrr index info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints an index's sizes, model and version without reading its data.")
public final class IndexInfoCommand extends FieldsCommand {

    @Mixin
    private final IndexOption index = new IndexOption();

    @Override
    protected Map<String, Object> fields() throws IOException {
        return IndexSummary.fields(GalleryIndex.open(index.folder()));
    }
}
