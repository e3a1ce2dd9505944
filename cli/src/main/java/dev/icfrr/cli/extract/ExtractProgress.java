package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.extract.Domain;
import dev.icfrr.vision.extract.ExtractionListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how far an extraction is: a bar to a person, a line now and then to a log. */
final class ExtractProgress implements ExtractionListener, AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final RunLog log;
    private @Nullable Progress bar;
    private int before;
    private long start;
    private long nextLine;

    ExtractProgress(RunLog log) {
        this.log = log;
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
                        ? String.format(Locale.ROOT, "%s: %,d pictures", domain.label(), total)
                        : String.format(
                                Locale.ROOT, "%s: carrying on after %,d of %,d pictures", domain.label(), done, total));
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
                    "%s: %,d of %,d pictures, %.1f pictures/s%s",
                    domain.label(),
                    done,
                    total,
                    perSecond,
                    done == total ? "" : String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60)));
            nextLine = now + BETWEEN_LINES.toNanos();
        }
    }

    @Override
    public void onBroken(Domain domain, Path picture, String reason) {
        log.say(domain.label() + ": left out " + reason);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
