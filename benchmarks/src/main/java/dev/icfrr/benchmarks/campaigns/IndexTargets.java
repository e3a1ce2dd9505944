package dev.icfrr.benchmarks.campaigns;

import dev.icfrr.io.FileHashes;
import dev.icfrr.io.FileTrees;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexCheck;
import dev.icfrr.vision.index.IndexEditor;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexSettings;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.VoteChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Readers of the files of an index. Checksums would refuse nearly all damage, so each file is read a second time with
 * checksums that fit.
 */
final class IndexTargets {
    private static final int ITEMS = 40;
    /** Enough for items to be added without writing all files again. */
    private static final int MANY_ITEMS = 4100;

    private static final int ADDED = 5;
    private static final int COLUMNS = 6;

    private IndexTargets() {}

    /** Builds an index of random items with labels, content hashes and thumbnails. */
    static Path build(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        try (IndexBuilder builder = IndexBuilder.start(
                folder, IndexSettings.multiscale(Optional.empty()).withCentered(true), false)) {
            for (int item = 0; item < ITEMS; item++) {
                builder.add(item(random, item));
            }
            builder.build();
        }
        return folder;
    }

    /** Builds an index with clusters, and adds items whose files lie beside those of all others. */
    static Path buildWithAdditions(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        IndexSettings settings = IndexSettings.multiscale(Optional.empty())
                .withVote(new VoteChoice.Given(IndexVote.of(4, ListOrder.SCALED)))
                .withApproximation(new IndexSettings.Approximation(0.9, seed));
        try (IndexBuilder builder = IndexBuilder.start(folder, settings, false)) {
            for (int item = 0; item < MANY_ITEMS; item++) {
                builder.add(IndexItem.of("item " + item, item(random, item).feature()));
            }
            builder.build();
        }
        try (IndexEditor editor = IndexEditor.open(folder, Parallelism.allCores(), null)) {
            for (int item = 0; item < ADDED; item++) {
                editor.add(item(random, MANY_ITEMS + item));
            }
            if (editor.commit().manifest().added() != ADDED) {
                throw new IllegalStateException("the items were not added beside the others");
            }
        }
        return folder;
    }

    private static IndexItem item(Random random, int item) {
        float[] feature = new float[COLUMNS];
        for (int k = 0; k < COLUMNS; k++) {
            feature[k] = (float) (item % 4 + random.nextGaussian());
        }
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new IndexItem("item " + item, feature, item % 4, Optional.of(bytes), Optional.of(bytes));
    }

    /**
     * Returns a reader per file of the newest state of an index.
     *
     * @param kind of input, for the table
     */
    static List<Target> of(String kind, Path index, Path scratch) throws IOException {
        List<Target> targets = new ArrayList<>();
        List<Path> files = files(index);
        for (Path path : files) {
            String name = index.relativize(path).toString();
            byte[] valid = Files.readAllBytes(path);
            boolean text = name.endsWith(".json") || name.equals("CURRENT");
            if (valid.length > 0) {
                targets.add(new Target(
                        kind, name, valid, text, input -> accepts(index, files, name, input, scratch, false)));
                targets.add(new Target(
                        kind + ", checksums renewed",
                        name,
                        valid,
                        text,
                        input -> accepts(index, files, name, input, scratch, true)));
            }
        }
        return targets;
    }

    /** Returns the files of the newest state. */
    private static List<Path> files(Path index) throws IOException {
        Path generation = index.resolve(generation(index));
        try (Stream<Path> paths = Files.walk(index)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> index.equals(path.getParent()) || path.startsWith(generation))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the name of the newest state's folder. */
    private static String generation(Path index) throws IOException {
        String current = Files.readString(index.resolve("CURRENT"));
        return current.substring(0, current.indexOf(' '));
    }

    private static boolean accepts(Path index, List<Path> files, String name, byte[] input, Path scratch, boolean renew)
            throws IOException {
        Path copy = scratch.resolve("index");
        if (Files.exists(copy)) {
            FileTrees.delete(copy);
        }
        for (Path path : files) {
            Path to = copy.resolve(index.relativize(path).toString());
            Files.createDirectories(Objects.requireNonNull(to.getParent()));
            Files.copy(path, to);
        }
        Path changed = copy.resolve(name);
        Files.write(changed, input);
        if (renew) {
            renew(copy, index, name);
        }
        try {
            read(GalleryIndex.open(copy));
            IndexCheck.verify(copy);
            return true;
        } catch (IOException | UncheckedIOException e) {
            return FileTargets.refused(e, copy);
        }
    }

    private static void read(GalleryIndex opened) {
        for (int item = 0; item < opened.size(); item++) {
            opened.find(opened.id(item));
            opened.label(item);
            opened.contentHash(item);
            opened.graph().neighbors(item);
            if (opened.scaledGraph().isPresent()) {
                opened.scaledGraph().get().neighbors(item);
            }
        }
    }

    /** Writes the size and checksum of a changed file into the manifest, and the manifest's checksum into CURRENT. */
    private static void renew(Path copy, Path index, String name) throws IOException {
        String state = generation(index);
        Path manifest = copy.resolve(state).resolve("index.json");
        Path changed = copy.resolve(name);
        if (name.startsWith("gen-") && !changed.equals(manifest)) {
            String text = Files.readString(manifest);
            Path before = index.resolve(name);
            String renewed = text.replace(FileHashes.sha256(before), FileHashes.sha256(changed));
            int entry = renewed.indexOf('"' + changed.getFileName().toString() + '"');
            String size = String.valueOf(Files.size(before));
            int at = renewed.indexOf(size, entry);
            if (entry >= 0 && at >= 0) {
                renewed = renewed.substring(0, at) + Files.size(changed) + renewed.substring(at + size.length());
            }
            Files.writeString(manifest, renewed);
        }
        if (name.startsWith("gen-")) {
            Files.writeString(copy.resolve("CURRENT"), state + " " + FileHashes.sha256(manifest) + "\n");
        }
    }
}
