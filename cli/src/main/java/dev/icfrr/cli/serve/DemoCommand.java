package dev.icfrr.cli.serve;

import dev.icfrr.cli.index.IndexModelOptions;
import dev.icfrr.cli.options.DownloadOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.icons.IconsDataset;
import dev.icfrr.vision.index.ModelReference.HogReference;
import dev.icfrr.vision.onnx.OnnxEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr demo}: makes a gallery and opens the page. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Makes a gallery, indexes it and opens the drawing page.",
            "",
            "The gallery is a set of icons and emoji in many styles if npm can download it (27 MB), otherwise doodles that "
                    + "the program draws. The model 'sketch' describes the images. Later starts reuse the gallery and its index.",
            ""
        })
public final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--out"},
            paramLabel = "DIR",
            defaultValue = "demo",
            description = "Folder for the images and the index (${DEFAULT-VALUE}).")
    private Path out = Path.of("demo");

    @Option(
            names = {"--gallery"},
            paramLabel = "WHICH",
            defaultValue = "auto",
            description =
                    "Gallery: icons (many images of each thing), emoji (one image of each), doodles, or auto, which is icons if "
                            + "they can be downloaded (${DEFAULT-VALUE}).")
    private DemoImages.Choice gallery = DemoImages.Choice.AUTO;

    @Mixin
    private final IndexModelOptions model = new IndexModelOptions();

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Option(
            names = {"--no-browser"},
            description = "Do not open the page in a browser.")
    private boolean noBrowser;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    private final Supplier<CommandLine> commandLine;

    /** @param commandLine makes a command line to run another command with */
    public DemoCommand(Supplier<CommandLine> commandLine) {
        this.commandLine = commandLine;
    }

    @Override
    public Integer call() throws IOException {
        if (model.reference().filter(HogReference.class::isInstance).isEmpty()) {
            // Known before the images are downloaded.
            OnnxEngine.require("icfrr demo without --hog");
        }
        PrintWriter err = spec.commandLine().getErr();
        DemoImages images = new DemoImages(out, gallery, this::make, err::println);
        Path index = new DemoGallery(out, model, new Parallelism(work.threads()), err::println).index(images);
        new ServerRun(options, err::println).serve(index, Optional.empty(), !noBrowser);
        return 0;
    }

    private boolean make(DemoImages.Choice which, Path root) {
        if (which == DemoImages.Choice.EMOJI) {
            return makeEmoji(root);
        }
        try {
            new DownloadOptions(root).make(spec, IconsDataset.demo()::collect);
            return true;
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return false;
        }
    }

    /** Runs 'icfrr dataset emoji' in a command line of its own, because this one is running. */
    private boolean makeEmoji(Path into) {
        CommandLine shell = commandLine
                .get()
                .setOut(spec.commandLine().getOut())
                .setErr(spec.commandLine().getErr());
        return shell.execute("dataset", "emoji", "--things", "--out", into.toString()) == 0;
    }
}
