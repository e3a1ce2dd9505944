package dev.icfrr.benchmarks.campaigns;

import dev.icfrr.io.FileHashes;
import dev.icfrr.io.FileTrees;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexCheck;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Readers of the files of an index. Checksums would refuse nearly all damage, so each file is read a second time with
 * checksums that fit.
 */
final class IndexTargets {
    private static final int ITEMS = 40;
    private static final int COLUMNS = 6;

    private IndexTargets() {}

    /** Builds an index of random items with labels, content hashes and thumbnails. */
    static Path build(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        try (IndexBuilder builder = IndexBuilder.start(
                folder, IndexSettings.multiscale(Optional.empty()).withCentered(true), false)) {
            for (int item = 0; item < ITEMS; item++) {
                float[] feature = new float[COLUMNS];
                for (int k = 0; k < COLUMNS; k++) {
                    feature[k] = (float) (item % 4 + random.nextGaussian());
                }
                byte[] bytes = new byte[32];
                random.nextBytes(bytes);
                builder.add(new IndexItem("item " + item, feature, item % 4, Optional.of(bytes), Optional.of(bytes)));
            }
            builder.build();
        }
        return folder;
    }

    /** Returns a reader per file of an index. */
    static List<Target> of(Path index, Path scratch) throws IOException {
        List<Target> targets = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(index)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                String name = index.relativize(path).toString();
                byte[] valid = Files.readAllBytes(path);
                boolean text = name.endsWith(".json") || name.equals("CURRENT");
                if (valid.length > 0) {
                    targets.add(new Target(
                            "indexes", name, valid, text, input -> accepts(index, name, input, scratch, false)));
                    targets.add(new Target(
                            "indexes, checksums renewed",
                            name,
                            valid,
                            text,
                            input -> accepts(index, name, input, scratch, true)));
                }
            }
        }
        return targets;
    }

    private static boolean accepts(Path index, String name, byte[] input, Path scratch, boolean renew)
            throws IOException {
        Path copy = scratch.resolve("index");
        if (Files.exists(copy)) {
            FileTrees.delete(copy);
        }
        try (Stream<Path> paths = Files.walk(index)) {
            for (Path path : paths.toList()) {
                Files.copy(path, copy.resolve(index.relativize(path).toString()));
            }
        }
        Path changed = copy.resolve(name);
        Files.write(changed, input);
        if (renew) {
            renew(copy, index, name);
        }
        try {
            GalleryIndex opened = GalleryIndex.open(copy);
            for (int item = 0; item < opened.size(); item++) {
                opened.id(item);
                opened.graph().neighbors(item);
            }
            IndexCheck.verify(copy);
            return true;
        } catch (IOException | UncheckedIOException e) {
            return FileTargets.refused(e, copy);
        }
    }

    /** Writes the size and checksum of a changed file into the manifest, and the manifest's checksum into CURRENT. */
    private static void renew(Path copy, Path index, String name) throws IOException {
        Path generation = copy.resolve("gen-000001");
        Path manifest = generation.resolve("index.json");
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
            Files.writeString(copy.resolve("CURRENT"), "gen-000001 " + FileHashes.sha256(manifest) + "\n");
        }
    }
}
