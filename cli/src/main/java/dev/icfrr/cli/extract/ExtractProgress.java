package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.extract.DatasetExtraction;
import dev.icfrr.vision.extract.Domain;
import dev.icfrr.vision.extract.ExtractionListener;
import dev.icfrr.vision.extract.SpeedCalibration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the progress of an extraction: a bar on interactive terminals, and a log line every 30 seconds. */
public final class ExtractProgress implements ExtractionListener, AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final RunLog log;
    private final boolean verbose;
    private @Nullable Progress bar;
    private int before;
    private long start;
    private long nextLine;

    /** @param verbose whether to log every measurement of the calibration */
    public ExtractProgress(RunLog log, boolean verbose) {
        this.log = log;
        this.verbose = verbose;
    }

    /** Formats the size of extracted features. */
    public static String summary(DatasetExtraction.Result result) {
        return String.format(
                Locale.ROOT,
                "features of %,d queries and %,d gallery images, %d numbers each",
                result.queries(),
                result.gallery(),
                result.width());
    }

    @Override
    public void onReuse(Path folder) {
        log.say("features exist already: " + folder);
    }

    @Override
    public void onCalibration(List<SpeedCalibration.Measurement> measured) {
        if (verbose) {
            measured.forEach(one -> log.say("calibration: " + one.text()));
        }
        log.say("calibrated: " + measured.getFirst().text());
    }

    @Override
    public void onStart(Domain domain, int done, int total) {
        close();
        bar = Progress.start(domain.label(), total);
        bar.stepTo(done);
        before = done;
        start = System.nanoTime();
        nextLine = start + BETWEEN_LINES.toNanos();
        log.say(
                done == 0
                        ? String.format(Locale.ROOT, "%s: %,d images", domain.label(), total)
                        : String.format(
                                Locale.ROOT, "%s: resuming after %,d of %,d images", domain.label(), done, total));
    }

    @Override
    public void onProgress(Domain domain, int done, int total) {
        if (bar != null) {
            bar.stepTo(done);
        }
        long now = System.nanoTime();
        if (now >= nextLine || done == total) {
            double perSecond = (done - before) * 1e9 / Math.max(now - start, 1);
            long left = (long) ((total - done) / perSecond);
            log.say(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d images, %.1f images/s%s",
                    domain.label(),
                    done,
                    total,
                    perSecond,
                    done == total ? "" : String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60)));
            nextLine = now + BETWEEN_LINES.toNanos();
        }
    }

    @Override
    public void onBroken(Domain domain, Path image, String reason) {
        log.say(domain.label() + ": left out " + reason);
    }

    @Override
    public void onDistances(int done, int total) {
        if (done == 0) {
            close();
            bar = Progress.start("distances", total);
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
