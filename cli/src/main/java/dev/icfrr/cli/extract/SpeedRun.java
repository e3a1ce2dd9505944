package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.ImageSet;
import dev.icfrr.vision.extract.DecodeSettings;
import dev.icfrr.vision.extract.OnnxSource;
import dev.icfrr.vision.extract.SpeedCalibration;
import dev.icfrr.vision.extract.ThroughputCheck;
import dev.icfrr.vision.extract.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Times a whole extraction beside its model alone, in turn, on a data set's own images. Nothing is left behind.
 *
 * @param rounds how often
 * @param settings settings of the extraction
 * @param tuning of the extraction, or empty for what the calibration finds
 * @param threads at most
 */
record SpeedRun(
        DatasetLayout dataset,
        EncoderOptions model,
        int rounds,
        DecodeSettings settings,
        Optional<Tuning> tuning,
        int threads) {

    private static final int BATCHES = 2;
    private static final int FEWEST_IMAGES = 16;
    private static final double SECONDS_PER_SETTING = 1;

    /** Refuses what has no model to compare with. */
    SpeedRun {
        if (rounds < 1) {
            throw new IllegalArgumentException("--measure must be at least 1, not " + rounds);
        }
        if (model.hog()) {
            throw new IllegalArgumentException("--measure compares with a model alone, and --hog has none");
        }
    }

    /** Measures and tells. */
    void run(RunLog log) throws IOException {
        OnnxSource choice = EncoderChoice.onnx(model, dataset, log);
        int[] size = choice.imageSize()
                .orElseThrow(() -> new IOException(choice.model() + ": takes images of any size, and only with a"
                        + " fixed one can its speed be compared; add a crop to its preprocessing"));
        List<SpeedCalibration.Measurement> measured =
                SpeedCalibration.run(choice.model(), choice.options(), size, threads, SECONDS_PER_SETTING);
        measured.forEach(one -> log.say("calibration: " + one.text()));
        Tuning alone = measured.getFirst().tuning();
        Tuning whole = tuning.orElse(alone);
        ThroughputCheck.Result result = new ThroughputCheck(choice, settings, images(whole)).run(alone, whole, rounds);
        for (ThroughputCheck.Round round : result.rounds()) {
            log.say(String.format(
                    Locale.ROOT,
                    "model alone %.3f images/s, extraction %.3f images/s, %.1f %%",
                    round.model(),
                    round.extraction(),
                    100 * round.share()));
        }
        int cores = Runtime.getRuntime().availableProcessors();
        log.say(String.format(
                Locale.ROOT,
                "medians of %d rounds of %d images: model alone %.3f images/s (batch %d, %d threads), extraction %.3f"
                        + " images/s (batch %d, %d threads, %d decoders), %.1f %% of the model's speed",
                rounds,
                result.images(),
                result.median(ThroughputCheck.Round::model),
                alone.batch(),
                alone.threads(),
                result.median(ThroughputCheck.Round::extraction),
                whole.batch(),
                whole.threads(),
                settings.decoders(),
                100 * result.median(ThroughputCheck.Round::share)));
        log.say(String.format(
                Locale.ROOT,
                "reading and preparing an image takes one thread %.2f ms; where a model needs all %d cores that alone"
                        + " leaves %.1f %%",
                1000 * result.prepareSeconds(),
                cores,
                100 * result.bound(cores)));
    }

    /** Some of the gallery, filled up with queries: the same in every round. */
    private ImageSet images(Tuning tuning) throws IOException {
        dataset.queries().requireFiles();
        dataset.gallery().requireFiles();
        List<Path> paths = Stream.concat(dataset.gallery().paths().stream(), dataset.queries().paths().stream())
                .limit(Math.max(FEWEST_IMAGES, BATCHES * tuning.batch()))
                .toList();
        return new ImageSet(paths, new int[paths.size()]);
    }
}
