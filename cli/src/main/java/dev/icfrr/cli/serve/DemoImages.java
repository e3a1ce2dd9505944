package dev.icfrr.cli.serve;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.vision.doodle.Doodles;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.VoteChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The images that the demo searches: made once, then reused. */
public final class DemoImages {
    /** A thing has 3 to 21 images, fewer than the recommended K of at least 32 is made for. */
    private static final VoteChoice ICONS_VOTE = new VoteChoice.Given(IndexVote.of(8, ListOrder.SCALED));

    private final Path out;
    private final Choice choice;
    private final Download download;
    private final RunLog log;

    /** Which gallery to use. */
    public enum Choice {
        AUTO,
        ICONS,
        EMOJI,
        DOODLES
    }

    /** Makes a data set of downloaded images. */
    @FunctionalInterface
    public interface Download {
        /**
         * Makes it in a folder. If it cannot be made, says why and returns false.
         *
         * @param which icons or emoji
         */
        boolean make(Choice which, Path root);
    }

    /**
     * Prepares images below a folder.
     *
     * @param download makes the icons or the emoji set
     */
    public DemoImages(Path out, Choice choice, Download download, RunLog log) {
        this.out = out;
        this.choice = choice;
        this.download = download;
        this.log = log;
    }

    /**
     * A data set.
     *
     * @param gallery the folder of its gallery
     * @param sketches a folder of sample sketches, if it has any
     * @param vote how searches vote
     */
    record Found(String name, Path gallery, Optional<Path> sketches, VoteChoice vote) {}

    /** Returns the images, and makes them if they are missing. */
    Found find() throws IOException {
        if (choice != Choice.DOODLES) {
            Choice wanted = choice == Choice.AUTO ? Choice.ICONS : choice;
            String name = wanted.name().toLowerCase(Locale.ROOT);
            Path root = out.resolve(name);
            if (isThere(root) || download.make(wanted, root)) {
                return new Found(
                        name,
                        gallery(root),
                        Optional.empty(),
                        wanted == Choice.ICONS ? ICONS_VOTE : VoteChoice.DEFAULT);
            }
            if (choice != Choice.AUTO) {
                throw new IOException(
                        "the " + name + " set could not be made (see above). --gallery doodles needs no" + " download");
            }
            log.say("draws   doodles instead, because the icons cannot be downloaded");
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
                "doodles", gallery(root), Optional.of(root.resolve("custom").resolve("query")), VoteChoice.DEFAULT);
    }

    private static boolean isThere(Path root) {
        return Files.isDirectory(gallery(root));
    }

    private static Path gallery(Path root) {
        return root.resolve("custom").resolve("gallery");
    }
}
