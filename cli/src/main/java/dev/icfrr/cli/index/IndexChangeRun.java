package dev.icfrr.cli.index;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.knn.KnnGraph;
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

/** Adds items to an index, or removes some. */
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

    /** The edits of a change. */
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
            log.say(
                    editor.writesAll()
                            ? "takes   about "
                                    + Bytes.text(4L * size * base.dimension()
                                            + (long) size * neighbors(base) * (size > 1 << 16 ? 4 : 2))
                                    + " on disk without thumbnails, besides the old version"
                            : "takes   little room on disk: both versions share the files of all other items");
            GalleryIndex changed = editor.commit();
            log.say(
                    changed == base
                            ? "nothing to change"
                            : "wrote   " + IndexSummary.line(changed)
                                    + String.format(
                                            java.util.Locale.ROOT, ", in %.2f s", (System.nanoTime() - start) / 1e9));
        }
    }

    /** Returns the number of neighbors per item on all lists. */
    private static int neighbors(GalleryIndex index) {
        return index.graph().neighborsPerItem()
                + index.scaledGraph().map(KnnGraph::neighborsPerItem).orElse(0);
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

    /** Adds images: files, or all images below folders. */
    public void addImages(List<Path> places, @Nullable Path model, @Nullable String labelsFrom, ImageIntake intake)
            throws IOException {
        List<ImageFile> found = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                found.addAll(ImageFolder.list(place));
            } else if (!Files.exists(place)) {
                throw new NoSuchFileException(place.toString(), null, "no such image or folder");
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
            List<ImageFile> images = found.stream()
                    .map(image -> new ImageFile(image.id(), image.path(), labels.of(image.id())))
                    .toList();
            int added = intake.run(
                    images,
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
            log.say("adds    %,d of %,d images".formatted(added, images.size()));
        });
    }

    /** Returns the model of an index, at another place if one is named. */
    static ModelReference model(GalleryIndex index, @Nullable Path place) throws IOException {
        ModelReference reference = index.model()
                .orElseThrow(() -> new IOException(index.folder() + ": has no model, so images cannot be encoded"
                        + " like its items. Build it with --model, or use features"));
        if (place == null) {
            return reference;
        }
        if (reference instanceof OnnxReference onnx) {
            return onnx.at(place);
        }
        throw new IllegalArgumentException(
                "--model names the moved ONNX file of an index, but this index was built with a built-in model. Leave out --model");
    }

    /** Writes all files anew, if items were added since they were written. */
    public void compact() throws IOException {
        change(IndexEditor::compact);
    }

    /** Removes items. */
    public void remove(List<String> ids) throws IOException {
        change(editor -> ids.forEach(editor::remove));
    }
}
