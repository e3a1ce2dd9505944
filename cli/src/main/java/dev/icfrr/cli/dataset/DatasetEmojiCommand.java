package dev.icfrr.cli.dataset;

import dev.icfrr.cli.options.DownloadOptions;
import dev.icfrr.vision.emoji.EmojiDataset;
import dev.icfrr.vision.emoji.GallerySource;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr dataset emoji}: line art against renders. */
@Command(
        name = "emoji",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Makes a data set of emoji: line art as queries, renders as gallery.",
            "",
            "The queries are OpenMoji's black line art, the gallery Microsoft's Fluent renders of the same emoji. The data "
                    + "set goes to DIR/custom, in the layout of the data set 'custom'.",
            "",
            "Classes are OpenMoji's subgroups with at least " + EmojiDataset.LEAST_OF_A_CLASS + " emoji; skin tones, "
                    + "flags, components and extras are left out. The images come from npm (20 MB, with Google's "
                    + "94 MB), are verified, and keep their own licenses, which are written next to them.",
            "",
            "Then: icfrr extract --dataset custom --data-root DIR --hog && icfrr compare --dataset custom",
            ""
        })
public final class DatasetEmojiCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DownloadOptions downloads = new DownloadOptions();

    @Option(
            names = {"--things"},
            description = "Only animals, food, travel, activities and objects, without faces, people and symbols.")
    private boolean things;

    @Option(
            names = {"--gallery"},
            paramLabel = "WHO",
            split = ",",
            defaultValue = "fluent",
            description =
                    "Source of the gallery: fluent, google, or fluent,google (${DEFAULT-VALUE}). Emoji that one of them lacks are "
                            + "left out.")
    private Set<GallerySource> gallery = EnumSet.of(GallerySource.FLUENT);

    @Option(
            names = {"--size"},
            paramLabel = "PIXELS",
            defaultValue = "160",
            description = "Width and height of an image (${DEFAULT-VALUE}).")
    private int size = 160;

    @Override
    public Integer call() throws IOException {
        downloads.make(spec, new EmojiDataset(size, things, gallery)::collect);
        return 0;
    }
}
