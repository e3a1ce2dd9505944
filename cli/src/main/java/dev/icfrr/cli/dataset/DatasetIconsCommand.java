package dev.icfrr.cli.dataset;

import dev.icfrr.cli.options.DownloadOptions;
import dev.icfrr.vision.icons.IconsDataset;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr dataset icons}: outlines against emoji and colored icons of the same things. */
@Command(
        name = "icons",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Makes a data set of icons: outlines as queries, emoji and colored icons of the same things as gallery.",
            "",
            "The queries are outlines of eight icon sets. The gallery has several images of each thing: emoji in five styles, "
                    + "colored icons, and filled icons in a color. The class of an image is the thing it shows. The data set goes "
                    + "to DIR/custom, in the layout of the data set 'custom'.",
            "",
            "The model 'sketch' was trained on such drawings. --unseen takes only things that it was not trained on.",
            "",
            "The images come from npm, are verified, and keep their own licenses, which are written next to them.",
            "",
            "Then: icfrr extract --dataset custom --data-root DIR --model sketch && icfrr compare --dataset custom",
            ""
        })
public final class DatasetIconsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DownloadOptions downloads = new DownloadOptions();

    @Option(
            names = {"--unseen"},
            description = "Only things that the model 'sketch' was not trained on.")
    private boolean unseen;

    @Option(
            names = {"--size"},
            paramLabel = "PIXELS",
            defaultValue = "160",
            description = "Width and height of an image (${DEFAULT-VALUE}).")
    private int size = 160;

    @Override
    public Integer call() throws IOException {
        IconsDataset.Things things = unseen ? IconsDataset.Things.UNSEEN : IconsDataset.Things.ALL;
        downloads.make(spec, new IconsDataset(size, things, true)::collect);
        return 0;
    }
}
