package dev.icfrr.cli.index;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.ImageItems;
import dev.icfrr.vision.index.ImageItems.ImageFile;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.ModelReference;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Adds images to an index, with options for broken images and duplicates. */
public final class ImageIntake {

    @Option(
            names = {"--skip-broken"},
            description = "Report and skip images that cannot be read, instead of stopping at the first.")
    private boolean skipBroken;

    @Option(
            names = {"--allow-duplicates"},
            description =
                    "Add an image even if the index has a file with the same bytes. By default duplicates are reported and skipped.")
    private boolean allowDuplicates;

    @Option(
            names = {"--max-pixels"},
            paramLabel = "N",
            defaultValue = "" + Images.DEFAULT_MAX_PIXELS,
            description = "Reject larger images before decoding them (${DEFAULT-VALUE}).")
    private long maxPixels = Images.DEFAULT_MAX_PIXELS;

    /** The index that items are added to. */
    public interface Target {
        void add(IndexItem item) throws IOException;

        /** Returns the id of an earlier item whose image has the same bytes. */
        Optional<String> withContent(byte[] contentHash);
    }

    /**
     * Encodes images and adds them.
     *
     * @return how many were added
     */
    public int run(List<ImageFile> images, ModelReference model, int threads, Target target, RunLog log)
            throws IOException {
        try (ImageEncoder<?> encoder = model.open(threads);
                Progress progress = Progress.start("Images", images.size())) {
            return run(images, encoder, threads, target, log, progress);
        }
    }

    private <P> int run(
            List<ImageFile> images, ImageEncoder<P> encoder, int threads, Target target, RunLog log, Progress progress)
            throws IOException {
        int[] added = new int[1];
        Map<String, String> goneThrough = new HashMap<>();
        new ImageItems<>(encoder, maxPixels, threads).run(images, new ImageItems.Listener() {
            @Override
            public boolean wants(ImageFile image, byte[] contentHash) {
                String hash = HexFormat.of().formatHex(contentHash);
                Optional<String> there =
                        target.withContent(contentHash).or(() -> Optional.ofNullable(goneThrough.get(hash)));
                goneThrough.putIfAbsent(hash, image.id());
                if (there.isPresent() && !allowDuplicates) {
                    log.say("left out " + image.path() + ": the same image as '" + there.get()
                            + "' (--allow-duplicates adds it)");
                    return false;
                }
                return true;
            }

            @Override
            public void accept(IndexItem item) throws IOException {
                target.add(item);
                added[0]++;
            }

            @Override
            public void broken(ImageFile image, String reason) throws IOException {
                String named = reason.startsWith(image.path() + ": ") ? reason : image.path() + ": " + reason;
                if (!skipBroken) {
                    throw new IOException(named + " (--skip-broken skips such images)");
                }
                log.say("left out " + named);
            }

            @Override
            public void progress(int done) {
                progress.stepTo(done);
            }
        });
        return added[0];
    }
}
