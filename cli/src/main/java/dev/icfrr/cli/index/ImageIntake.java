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

/** Takes pictures into an index: how broken ones and copies are treated, and what is said of them. */
public final class ImageIntake {

    @Option(
            names = {"--skip-broken"},
            description = "Name and leave out pictures that cannot be read, instead of ending at the first.")
    private boolean skipBroken;

    @Option(
            names = {"--allow-duplicates"},
            description = "Take in a picture whose file has the same bytes as one that is there, instead of naming and "
                    + "leaving it out.")
    private boolean allowDuplicates;

    @Option(
            names = {"--max-pixels"},
            paramLabel = "N",
            defaultValue = "" + Images.DEFAULT_MAX_PIXELS,
            description = "Larger pictures are refused before they are decoded (${DEFAULT-VALUE}).")
    private long maxPixels = Images.DEFAULT_MAX_PIXELS;

    /** Where items go, and what is there already. */
    public interface Target {
        void add(IndexItem item) throws IOException;

        /** The id of an item that was there before and whose picture has the same bytes. */
        Optional<String> withContent(byte[] contentHash);
    }

    /** The limit of pixels of a picture. */
    public long maxPixels() {
        return maxPixels;
    }

    /**
     * Encodes pictures and adds them.
     *
     * @return how many were added
     */
    public int run(List<ImageFile> pictures, ModelReference model, int threads, Target target, RunLog log)
            throws IOException {
        try (ImageEncoder<?> encoder = model.open(threads);
                Progress progress = Progress.start("Pictures", pictures.size())) {
            return run(pictures, encoder, threads, target, log, progress);
        }
    }

    private <P> int run(
            List<ImageFile> pictures,
            ImageEncoder<P> encoder,
            int threads,
            Target target,
            RunLog log,
            Progress progress)
            throws IOException {
        int[] added = new int[1];
        Map<String, String> goneThrough = new HashMap<>();
        new ImageItems<>(encoder, maxPixels, threads).run(pictures, new ImageItems.Listener() {
            @Override
            public boolean wants(ImageFile picture, byte[] contentHash) {
                String hash = HexFormat.of().formatHex(contentHash);
                Optional<String> there =
                        target.withContent(contentHash).or(() -> Optional.ofNullable(goneThrough.get(hash)));
                goneThrough.putIfAbsent(hash, picture.id());
                if (there.isPresent() && !allowDuplicates) {
                    log.say("left out " + picture.path() + ": the same picture as '" + there.get()
                            + "' (--allow-duplicates takes it in)");
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
            public void broken(ImageFile picture, String reason) throws IOException {
                String named = reason.startsWith(picture.path() + ": ") ? reason : picture.path() + ": " + reason;
                if (!skipBroken) {
                    throw new IOException(named + " (--skip-broken leaves such pictures out)");
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
