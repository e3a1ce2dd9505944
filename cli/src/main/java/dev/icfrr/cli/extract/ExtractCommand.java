package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.options.DatasetOptions;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.checkpoint.CheckpointOptions;
import dev.icfrr.vision.checkpoint.Precision;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.extract.DatasetExtraction;
import dev.icfrr.vision.extract.DecodeSettings;
import dev.icfrr.vision.extract.ExistingFeaturesException;
import dev.icfrr.vision.extract.FeatureCache;
import dev.icfrr.vision.extract.FirstRanking;
import dev.icfrr.vision.extract.Tuning;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.onnx.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr extract}: the public Python code's {@code run_through_model.py}, option for option, and more. */
@Command(
        name = "extract",
        aliases = {"run-through-model", "run_through_model"},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Turns the images of a data set into the features that rerank takes.",
            "",
            "Reads <data-root>/<folder of the data set> and <pretrained-root>/{tuberlin,sketchy/zeroshot1,"
                    + "sketchy/zeroshot2,custom,quickdraw,officehome}/checkpoint.pth, or the model named with --model.",
            "Writes <cache-root>/<dataset>/<per-class>/: query_features.npy, gallery_features.npy, labels.pth, "
                    + "names.json, extract.json, and with --distances qg_dists.pth and gg_dists.pth.",
            "A run that was stopped at any moment is carried on by the same command.",
            ""
        })
public final class ExtractCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final DatasetOptions dataset = new DatasetOptions();

    @Option(
            names = {"--pretrained-root", "--pretrained_root"},
            paramLabel = "DIR",
            defaultValue = "pretrained",
            description = "Where checkpoints lie (${DEFAULT-VALUE}). One is imported when it is first used.")
    private Path pretrainedRoot = Path.of("pretrained");

    @Option(
            names = {"--heads"},
            paramLabel = "N",
            description = "Attention heads of the checkpoint, where not its width / 64.")
    private @Nullable Integer heads;

    @Option(
            names = {"--state"},
            paramLabel = "KEY",
            description =
                    "Parameters to take, if several sets fit: the keys of their dictionary, for example model_ema, and "
                            + "a prefix of their names, separated by dots.")
    private @Nullable String state;

    @Option(
            names = {"--quantize"},
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "Linear layers of the checkpoint in float32 or int8 (${DEFAULT-VALUE}).")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = {"--model"},
            paramLabel = "sketch|FILE",
            description = "Instead of a checkpoint: sketch, a network for drawings and images of things that comes "
                    + "with icfrr, or any ONNX image encoder.")
    private @Nullable Path model;

    @Option(
            names = {"--preprocessing"},
            paramLabel = "FILE",
            description = "How images are prepared: a preprocessor_config.json of Hugging Face, a config.json of timm "
                    + "or a file of import-checkpoint; otherwise looked for beside the model.")
    private @Nullable Path preprocessing;

    @Option(
            names = {"--pool"},
            paramLabel = "HOW",
            description = "How a vector is made of the output of --model: none, cls, mean or mean-patch (none).")
    private @Nullable String pool;

    @Option(
            names = {"--output"},
            paramLabel = "NAME",
            description = "Output of --model to take; otherwise the first that fits --pool.")
    private @Nullable String output;

    @Option(
            names = {"--hog"},
            description = "Histograms of oriented gradients: no model at all.")
    private boolean hog;

    @Option(
            names = {"--distances"},
            description = "Write qg_dists.pth and gg_dists.pth too, for the Python code.")
    private boolean distances;

    @Option(
            names = {"--no-cache", "--no_cache"},
            description = "Neither read nor leave anything in --cache-root; print the metrics only.")
    private boolean noCache;

    @Option(
            names = {"--force-cache", "--force_cache"},
            description = "Encode again what is there already.")
    private boolean forceCache;

    @Option(
            names = {"--skip-broken"},
            description = "Name and leave out images that cannot be read, instead of ending at the first.")
    private boolean skipBroken;

    @Option(
            names = {"--max-pixels"},
            paramLabel = "N",
            defaultValue = "" + Images.DEFAULT_MAX_PIXELS,
            description = "Larger images are refused before they are decoded (${DEFAULT-VALUE}).")
    private long maxPixels = Images.DEFAULT_MAX_PIXELS;

    @Option(
            names = {"--batchsize", "--batch-size"},
            paramLabel = "N",
            description = "Images per inference; otherwise found by a short calibration.")
    private @Nullable Integer batchSize;

    @Option(
            names = {"--threads"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the model; 0 for what the calibration finds best, up to one per core "
                    + "(${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = {"--decoders"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads that read and prepare images; 0 for one per core (${DEFAULT-VALUE}).")
    private int decoders;

    @Option(
            names = {"--gpu-id", "--gpu_id"},
            paramLabel = "N",
            description = "CUDA device; needs a build with -Pcuda, where it is 0 unless told.")
    private @Nullable Integer gpu;

    @Option(
            names = {"--measure"},
            paramLabel = "ROUNDS",
            description = "Extract nothing: time the whole extraction beside the model alone, in turn, so many times.")
    private @Nullable Integer measure;

    @Option(
            names = {"--debug"},
            description = "Print all that the calibration measured, and the whole trace of an error.")
    private boolean debug;

    @Override
    public Integer call() throws Exception {
        EncoderOptions encoder = new EncoderOptions(
                Optional.ofNullable(model),
                hog,
                pretrainedRoot,
                new CheckpointOptions(positive("--heads", heads), Optional.ofNullable(state)),
                Optional.ofNullable(preprocessing),
                pooling(),
                Optional.ofNullable(output),
                precision,
                gpu == null ? OptionalInt.empty() : OptionalInt.of(gpu));
        DatasetLayout layout = DatasetLayout.open(dataset.name(), dataset.dataRoot(), dataset.perClass());
        int cores = Runtime.getRuntime().availableProcessors();
        DecodeSettings images = new DecodeSettings(atLeastZero("--decoders", decoders, cores), maxPixels, skipBroken);
        int most = atLeastZero("--threads", threads, cores);
        if (measure != null) {
            new SpeedRun(layout, encoder, measure, images, tuning(cores), most)
                    .run(spec.commandLine().getOut()::println);
            return 0;
        }
        if (noCache && distances) {
            throw new IllegalArgumentException("--no-cache leaves no files, so it excludes --distances");
        }
        FeatureCache cache = noCache
                ? new FeatureCache(Files.createTempDirectory("icfrr-extract"))
                : FeatureCache.of(dataset.cacheRoot(), dataset.name(), dataset.perClass());
        try {
            extract(layout, encoder, cache, images, cores, most);
        } finally {
            if (noCache) {
                cache.delete();
            }
        }
        return 0;
    }

    private void extract(
            DatasetLayout layout,
            EncoderOptions encoder,
            FeatureCache cache,
            DecodeSettings images,
            int cores,
            int most)
            throws IOException {
        RunLog log = spec.commandLine().getErr()::println;
        DatasetExtraction.Options options = new DatasetExtraction.Options(
                dataset.dataRoot(), cache, forceCache, distances, images, tuning(cores), most);
        try (ExtractProgress progress = new ExtractProgress(log, debug)) {
            DatasetExtraction extraction = DatasetExtraction.of(layout, options, progress);
            DatasetExtraction.Result result = extraction.run(EncoderChoice.of(encoder, layout, log));
            log.say(ExtractProgress.summary(result) + (noCache ? ", not kept" : ": " + cache.folder()));
        } catch (ExistingFeaturesException e) {
            throw new IOException(
                    e.getMessage() + ". Replace them with --force-cache, or choose another folder with --cache-root.",
                    e);
        }
        FirstRanking.measure(cache, new Parallelism(most)).ifPresent(this::print);
    }

    private void print(MeasureSink metrics) {
        spec.commandLine()
                .getOut()
                .println(metrics.measures().stream()
                        .map(metric -> String.format(Locale.ROOT, "%s %.5f", metric.label(), metrics.mean(metric, 0)))
                        .collect(Collectors.joining(", ", "before re-ranking: ", "")));
    }

    private Optional<Tuning> tuning(int cores) {
        OptionalInt batch = positive("--batchsize", batchSize);
        if (batch.isEmpty() && threads == 0) {
            return Optional.empty();
        }
        return Optional.of(new Tuning(batch.orElse(1), atLeastZero("--threads", threads, cores)));
    }

    private Optional<Pooling> pooling() {
        if (pool == null) {
            return Optional.empty();
        }
        return Optional.of(Pooling.of(pool)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--pool: there is no '" + pool + "'; known are none, cls, mean and mean-patch")));
    }

    static OptionalInt positive(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, not " + value);
        }
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static int atLeastZero(String option, int value, int whenZero) {
        if (value < 0) {
            throw new IllegalArgumentException(option + " must be at least 0, not " + value);
        }
        return value == 0 ? whenZero : value;
    }
}
