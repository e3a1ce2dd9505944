package dev.icfrr.cli.serve;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.doodle.Doodles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** The images that the demo searches: made once, then reused. */
public final class DemoImages {
    private final Path out;
    private final Choice choice;
    private final Predicate<Path> emoji;
    private final RunLog log;

    /** Which gallery to use. */
    public enum Choice {
        AUTO,
        EMOJI,
        DOODLES
    }

    /**
     * Prepares images below a folder.
     *
     * @param emoji makes the emoji set in a folder and returns whether it succeeded
     */
    public DemoImages(Path out, Choice choice, Predicate<Path> emoji, RunLog log) {
        this.out = out;
        this.choice = choice;
        this.emoji = emoji;
        this.log = log;
    }

    /**
     * A data set.
     *
     * @param gallery the folder of its gallery
     * @param sketches a folder of sample sketches, if it has any
     */
    record Found(String name, Path gallery, Optional<Path> sketches) {}

    /** Returns the images, and makes them if they are missing. */
    Found find() throws IOException {
        if (choice != Choice.DOODLES) {
            Path root = out.resolve("emoji");
            if (isThere(root) || emoji.test(root)) {
                return new Found("emoji", gallery(root), Optional.empty());
            }
            if (choice == Choice.EMOJI) {
                throw new IOException(
                        "the emoji set could not be made (see above). --gallery doodles needs no download");
            }
            log.say("draws   doodles instead, because the emoji set cannot be downloaded");
        }
        Path root = out.resolve("doodles");
        if (!isThere(root)) {
            Doodles doodles = Doodles.standard();
            log.say("draws   " + doodles.count() + " doodles into " + root);
            try (Progress progress = Progress.start("Drawing", doodles.count())) {
                doodles.write(root, progress::stepTo);
            }
        }
        return new Found(
                "doodles", gallery(root), Optional.of(root.resolve("custom").resolve("query")));
    }

    private static boolean isThere(Path root) {
        return Files.isDirectory(gallery(root));
    }

    private static Path gallery(Path root) {
        return root.resolve("custom").resolve("gallery");
    }
}
