package dev.icfrr.cli.serve;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.index.ImageIntake;
import dev.icfrr.cli.index.IndexBuildRun;
import dev.icfrr.cli.index.IndexModelOptions;
import dev.icfrr.cli.index.QueryBankRun;
import dev.icfrr.io.AtomicFile;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.encoder.SketchModel;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ImageFolder;
import dev.icfrr.vision.index.ImageItems.ImageFile;
import dev.icfrr.vision.index.IndexQueries;
import dev.icfrr.vision.index.ModelReference;
import dev.icfrr.vision.index.ModelReference.HogReference;
import dev.icfrr.vision.index.ModelReference.OnnxReference;
import dev.icfrr.vision.index.ModelReference.SketchReference;
import dev.icfrr.vision.index.QueryBank;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The index that the demo searches: built if it is missing, otherwise reused. */
public final class DemoGallery {
    /** Neighbors per item for flat votes: enough for classes of up to 120. */
    private static final int KG = 60;

    private final Path out;
    private final IndexModelOptions model;
    private final Parallelism parallelism;
    private final RunLog log;

    /** Prepares a gallery below a folder. */
    public DemoGallery(Path out, IndexModelOptions model, Parallelism parallelism, RunLog log) {
        this.out = out;
        this.model = model;
        this.parallelism = parallelism;
        this.log = log;
    }

    /** Returns the index, and builds it if it is missing. */
    public Path index(DemoImages images) throws IOException {
        DemoImages.Found found = images.find();
        Optional<ModelReference> named = model.reference();
        ModelReference wanted = named.isPresent() ? named.get() : SketchReference.current();
        boolean centered = found.sketches().isPresent() || wanted instanceof SketchReference;
        Path index = out.resolve(found.name() + "-" + name(wanted) + ".index");
        boolean there = isThere(index);
        if (there && isCurrent(index, centered)) {
            log.say("takes   the existing index: " + index);
            return index;
        }
        Path labels = out.resolve(found.name() + "-labels.json");
        writeLabels(found.gallery(), labels);
        IndexBuildRun.Options options = new IndexBuildRun.Options(
                index,
                there,
                KG,
                SelfMatch.INDEX,
                found.vote(),
                centered,
                Optional.empty(),
                Optional.of(wanted),
                null,
                labels.toString(),
                Optional.empty(),
                parallelism);
        new IndexBuildRun(options, log).fromImages(found.gallery(), new ImageIntake());
        if (found.sketches().isPresent()) {
            new QueryBankRun(index, parallelism, log)
                    .set(List.of(found.sketches().get()), null, new ImageIntake());
        } else if (centered) {
            SketchModel.Drawings drawings = SketchModel.drawings();
            IndexQueries.set(index, Optional.of(new QueryBank(drawings.count(), drawings.mean())));
        }
        return index;
    }

    /** Returns whether an index has what the demo uses today: an earlier version may have built it. */
    private static boolean isCurrent(Path index, boolean centered) throws IOException {
        GalleryIndex open = GalleryIndex.open(index);
        return open.manifest().vote().isPresent()
                && centered == open.queryBank().isPresent();
    }

    /** Returns a name per model, so that each model keeps an index of its own. */
    private static String name(ModelReference model) {
        return switch (model) {
            case HogReference _ -> "hog";
            case SketchReference sketch ->
                SketchModel.NAME + "-" + sketch.sha256().substring(0, 12);
            case OnnxReference onnx -> onnx.sha256().substring(0, 12);
        };
    }

    private static boolean isThere(Path index) throws IOException {
        if (!Files.exists(index.resolve("CURRENT"))) {
            return false;
        }
        try {
            GalleryIndex.open(index);
            return true;
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage() + ". To rebuild the index, remove the folder " + index + " and start again", e);
        }
    }

    /** Writes the class of each image: its name up to the last underscore. */
    private static void writeLabels(Path gallery, Path file) throws IOException {
        Map<String, String> classes = new TreeMap<>();
        for (ImageFile image : ImageFolder.list(gallery)) {
            String id = image.id();
            int end = id.lastIndexOf('_');
            classes.put(id, end > 0 ? id.substring(0, end) : id);
        }
        byte[] json = JsonMapper.builder().build().writeValueAsString(classes).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(json));
    }
}
