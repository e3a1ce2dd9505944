package dev.icfrr.cli.rerank;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.extract.ExtractProgress;
import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.cli.input.GivenFiles;
import dev.icfrr.cli.input.RankFormat;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.cli.input.RerankOptions.Folders;
import dev.icfrr.cli.input.RerankOptions.RankOutput;
import dev.icfrr.cli.input.RerankOptions.Ranks;
import dev.icfrr.cli.input.RerankOptions.Sheets;
import dev.icfrr.cli.input.RerankOptions.Source;
import dev.icfrr.cli.options.DoodleOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.doodle.Doodles;
import dev.icfrr.vision.extract.DatasetExtraction;
import dev.icfrr.vision.extract.DecodeSettings;
import dev.icfrr.vision.extract.FeatureCache;
import dev.icfrr.vision.extract.HogSource;
import dev.icfrr.vision.extract.Tuning;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.Images;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr quickstart}: runs everything from images to report, without any download. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {"Draws a small data set, re-ranks it and writes a report.", ""})
public final class QuickstartCommand implements Callable<Integer> {
    private static final String DATASET = "custom";
    private static final int SHEETS = 6;
    private static final int BATCH = 16;
    private static final int SHEET_IMAGES = 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--out"},
            paramLabel = "DIR",
            defaultValue = "quickstart",
            description = "Folder of images and results (${DEFAULT-VALUE}). Doodles drawn earlier are reused.")
    private Path out = Path.of("quickstart");

    @Mixin
    private final DoodleOptions doodleOptions = new DoodleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Exception {
        Doodles doodles = doodleOptions.doodles();
        Parallelism parallelism = new Parallelism(output.threads());
        Path dataRoot = out.resolve("doodles-%d-%d-%d-%d-%d-%s"
                .formatted(
                        doodles.classes(),
                        doodles.galleryPerClass(),
                        doodles.queriesPerClass(),
                        doodles.seed(),
                        doodles.size(),
                        doodles.difficulty()));
        draw(doodles, dataRoot);

        RerankOptions options = new RerankOptions(
                new Folders(DATASET, -1, dataRoot.resolve("cache"), dataRoot, out.resolve("results")),
                GivenFiles.NONE,
                Source.FEATURES,
                FeaturePreparation.NONE,
                Optional.empty(),
                ParameterRequest.recommended(),
                GuardMode.OFF,
                new RankOutput(Ranks.ALL, output.rankFormat(RankFormat.PTH), 0),
                new Sheets(queriesToShow(doodles), SHEET_IMAGES),
                parallelism);
        DatasetLayout layout = DatasetLayout.open(DATASET, dataRoot, -1);
        PrintWriter err = spec.commandLine().getErr();
        try (ExtractProgress progress = new ExtractProgress(err::println, false)) {
            DatasetExtraction.Options extraction = extraction(options);
            DatasetExtraction.Result features =
                    DatasetExtraction.of(layout, extraction, progress).run(new HogSource(Hog.standard()));
            err.println(ExtractProgress.summary(features) + ": "
                    + extraction.cache().folder());
        }
        try (RerankInput input = RerankInput.open(options)) {
            RunResult result = new RerankRun(options, input, err::println).run();
            output.print(result, spec.commandLine().getOut(), err);
        }
        err.println();
        err.println(
                "This used the recommended parameters: multi-scale votes on scaled lists, K chosen without labels.");
        err.println("To repeat: " + command(options));
        return 0;
    }

    /** Returns the command that does the same to the features that were extracted. */
    private static String command(RerankOptions options) {
        String sheets = options.sheets().queries().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "icfrr rerank --dataset " + DATASET + " --source features --cache-root "
                + quoted(options.folders().cacheRoot()) + " --data-root "
                + quoted(options.folders().dataRoot()) + " --rerank-results-dir "
                + quoted(options.folders().resultsRoot()) + " --vote multiscale --query-idxs-to-vis " + sheets;
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./:\\\\-]+") ? text : "\"" + text + "\"";
    }

    private static DatasetExtraction.Options extraction(RerankOptions options) {
        int threads = options.parallelism().threads();
        return new DatasetExtraction.Options(
                options.folders().dataRoot(),
                FeatureCache.of(
                        options.folders().cacheRoot(),
                        options.folders().dataset(),
                        options.folders().perClass()),
                true,
                false,
                new DecodeSettings(threads, Images.DEFAULT_MAX_PIXELS, false),
                Optional.of(new Tuning(BATCH, threads)),
                threads);
    }

    private void draw(Doodles doodles, Path dataRoot) throws IOException {
        if (Files.isDirectory(dataRoot.resolve(DATASET))) {
            return;
        }
        spec.commandLine().getErr().println("draws   " + doodles.count() + " images into " + dataRoot);
        try (Progress progress = Progress.start("Drawing", doodles.count())) {
            doodles.write(dataRoot, progress::stepTo);
        }
    }

    /** Returns the first sketch of some classes, evenly spaced. */
    private static List<Integer> queriesToShow(Doodles doodles) {
        int shown = Math.min(SHEETS, doodles.classes());
        return IntStream.range(0, shown)
                .map(i -> i * doodles.classes() / shown * doodles.queriesPerClass())
                .boxed()
                .toList();
    }
}
