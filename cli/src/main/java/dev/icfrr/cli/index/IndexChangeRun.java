package dev.icfrr.cli.index;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ImageFolder;
import dev.icfrr.vision.index.ImageItems.ImageFile;
import dev.icfrr.vision.index.IndexEditor;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.ModelReference;
import dev.icfrr.vision.index.ModelReference.OnnxReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Items added to an index, or taken from it. */
public final class IndexChangeRun {
    private final Path folder;
    private final Parallelism parallelism;
    private final RunLog log;

    /** Prepares a change. */
    public IndexChangeRun(Path folder, Parallelism parallelism, RunLog log) {
        this.folder = folder;
        this.parallelism = parallelism;
        this.log = log;
    }

    /** What a change does. */
    @FunctionalInterface
    private interface Change {
        void apply(IndexEditor editor) throws IOException;
    }

    private void change(Change change) throws IOException {
        long start = System.nanoTime();
        try (StagedProgress progress = new StagedProgress();
                IndexEditor editor = IndexEditor.open(folder, parallelism, progress)) {
            GalleryIndex base = editor.base();
            log.say("changes " + IndexSummary.line(base));
            change.apply(editor);
            int size = editor.size();
            log.say("takes   about "
                    + Bytes.text(4L * size * base.dimension()
                            + (long) size * base.graph().neighborsPerItem() * (size > 1 << 16 ? 4 : 2))
                    + " on disk, thumbnails apart, beside the old state");
            GalleryIndex changed = editor.commit();
            log.say(
                    changed == base
                            ? "nothing to change"
                            : "wrote   " + IndexSummary.line(changed)
                                    + String.format(
                                            java.util.Locale.ROOT, ", in %.2f s", (System.nanoTime() - start) / 1e9));
        }
    }

    /** Adds features from a file. */
    public void addFeatures(Path path, @Nullable Path idFile, @Nullable String labelsFrom) throws IOException {
        try (FeatureInput input = FeatureInput.open(path)) {
            change(editor -> {
                List<String> ids = new ArrayList<>();
                if (idFile != null) {
                    ids.addAll(ItemIds.read(idFile, input.matrix().rows()));
                } else {
                    for (int item = 0; item < input.matrix().rows(); item++) {
                        ids.add(editor.nextId());
                    }
                }
                ItemLabels labels =
                        ItemLabels.of(labelsFrom, ids, editor.base().manifest().labelNames());
                labels.names().forEach(editor::nameLabel);
                for (int item = 0; item < ids.size(); item++) {
                    float[] feature = new float[input.matrix().columns()];
                    input.matrix().copyRow(item, feature);
                    editor.add(new IndexItem(
                            ids.get(item), feature, labels.of(ids.get(item)), Optional.empty(), Optional.empty()));
                }
            });
        }
    }

    /** Adds pictures: files, or all below a folder. */
    public void addPictures(List<Path> places, @Nullable Path model, @Nullable String labelsFrom, ImageIntake intake)
            throws IOException {
        List<ImageFile> found = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                found.addAll(ImageFolder.list(place));
            } else if (!Files.exists(place)) {
                throw new NoSuchFileException(place.toString(), null, "no such picture or folder");
            } else {
                found.add(new ImageFile(String.valueOf(place.getFileName()), place, IndexItem.UNKNOWN));
            }
        }
        change(editor -> {
            ModelReference reference = model(editor.base(), model);
            ItemLabels labels = ItemLabels.of(
                    labelsFrom,
                    found.stream().map(ImageFile::id).toList(),
                    editor.base().manifest().labelNames());
            labels.names().forEach(editor::nameLabel);
            List<ImageFile> pictures = found.stream()
                    .map(picture -> new ImageFile(picture.id(), picture.path(), labels.of(picture.id())))
                    .toList();
            int added = intake.run(
                    pictures,
                    reference,
                    parallelism.threads(),
                    new ImageIntake.Target() {
                        @Override
                        public void add(IndexItem item) throws IOException {
                            editor.add(item);
                        }

                        @Override
                        public Optional<String> withContent(byte[] contentHash) {
                            return editor.withContent(contentHash);
                        }
                    },
                    log);
            log.say("adds    %,d of %,d pictures".formatted(added, pictures.size()));
        });
    }

    /** The model of an index, or the same at another place. */
    static ModelReference model(GalleryIndex index, @Nullable Path place) throws IOException {
        ModelReference reference = index.model()
                .orElseThrow(() -> new IOException(index.folder() + ": does not say what its features come from, so a"
                        + " picture cannot be described the same way; build it with --model, or give features"));
        if (place == null) {
            return reference;
        }
        if (reference instanceof OnnxReference onnx) {
            return onnx.at(place);
        }
        throw new IllegalArgumentException("--model is for an index of an ONNX model; this one is of hog");
    }

    /** Removes items. */
    public void remove(List<String> ids) throws IOException {
        change(editor -> ids.forEach(editor::remove));
    }
}
