package dev.icfrr.vision.emoji;

import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.dataset.Sources;
import dev.icfrr.vision.image.Canvas;
import dev.icfrr.vision.image.SvgImage;
import dev.icfrr.vision.npm.NpmPackage;
import dev.icfrr.vision.npm.PackageFiles;
import dev.icfrr.vision.npm.PackageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Emoji as line art (queries) and the same emoji as renders (gallery). Classes are OpenMoji's subgroups with at least
 * {@link #LEAST_OF_A_CLASS} emoji; skin tones, flags, components and extras are excluded.
 *
 * @param size width and height of an image in pixels, 16 .. 1024
 * @param thingsOnly whether to exclude faces, people and symbols
 * @param gallery the sources of the gallery; with several, the gallery has one image of each emoji per source
 */
public record EmojiDataset(int size, boolean thingsOnly, Set<GallerySource> gallery) {

    /** Smaller classes are excluded. */
    public static final int LEAST_OF_A_CLASS = 5;

    /** OpenMoji, whose black line art is used as queries. */
    public static final NpmPackage OPENMOJI = new NpmPackage(
            "openmoji",
            "17.0.0",
            "sha512-EBnYrNGdcdw+OSXmENeNE1yBNRu6tOraTmoOyUbJkTmvT/+XETp8RZLSJFzD3lrPc5N9CzsyPnRTk0Vp4UaI9w==");

    private static final Set<String> THINGS =
            Set.of("animals-nature", "food-drink", "travel-places", "activities", "objects");
    private static final Set<String> LEFT_OUT = Set.of("flags", "component", "extras-openmoji", "extras-unicode");
    private static final String TABLE = "data/openmoji.json";
    private static final String BLACK = "black/svg/";
    private static final String LICENSE = "LICENSE.txt";

    public EmojiDataset {
        if (size < 16 || size > 1024) {
            throw new IllegalArgumentException("a size of " + size + " pixels is not between 16 and 1024");
        }
        if (gallery.isEmpty()) {
            throw new IllegalArgumentException("somebody must have drawn the gallery");
        }
        gallery = Set.copyOf(gallery);
    }

    /**
     * Fetches missing packages and prepares the data set. Images are drawn when it is written.
     *
     * @param log receives a line per fetch
     */
    public NewDataset collect(PackageStore store, Consumer<String> log) throws IOException {
        List<GallerySource> sources = gallery.stream().sorted().toList();
        List<NpmPackage> packages = new ArrayList<>(List.of(OPENMOJI));
        sources.forEach(source -> packages.add(source.npmPackage()));
        List<Path> archives = store.get(packages, log);
        return of(archives.getFirst(), sources, archives.subList(1, archives.size()));
    }

    /** Returns the data set of these archives. */
    NewDataset of(Path openMoji, List<GallerySource> sources, List<Path> archives) throws IOException {
        Map<String, byte[]> line = PackageFiles.read(
                openMoji, path -> path.equals(TABLE) || path.equals(LICENSE) || path.startsWith(BLACK));
        Map<GallerySource, Map<String, byte[]>> renders = new EnumMap<>(GallerySource.class);
        for (int i = 0; i < sources.size(); i++) {
            renders.put(sources.get(i), byKey(sources.get(i), archives.get(i)));
        }
        SortedMap<String, List<Emoji>> classes = classes(table(line, openMoji), line, renders);
        if (classes.isEmpty()) {
            throw new IOException(openMoji + ": no class of emoji is left");
        }
        List<NewDataset.Item> queries = new ArrayList<>();
        List<NewDataset.Item> images = new ArrayList<>();
        int label = 0;
        for (List<Emoji> members : classes.values()) {
            for (Emoji emoji : members) {
                String name = emoji.subgroup() + "_" + emoji.key();
                String svg = BLACK + emoji.hexcode() + ".svg";
                queries.add(
                        new NewDataset.Item(name + ".png", label, () -> SvgImage.draw(content(line, svg), svg, size)));
                renders.forEach((source, files) -> images.add(new NewDataset.Item(
                        name + (renders.size() > 1 ? "_" + source.label() : "") + ".png",
                        label(classes, emoji),
                        () -> Canvas.onWhite(content(files, emoji.key()), emoji.key(), size))));
            }
            label++;
        }
        return new NewDataset(queries, images, notes(line, sources));
    }

    private static int label(SortedMap<String, List<Emoji>> classes, Emoji emoji) {
        return classes.headMap(emoji.subgroup()).size();
    }

    private static List<Emoji> table(Map<String, byte[]> files, Path archive) throws IOException {
        if (!files.containsKey(TABLE)) {
            throw new IOException(archive + ": holds no " + TABLE);
        }
        return Emoji.table(content(files, TABLE));
    }

    private static byte[] content(Map<String, byte[]> files, String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new IllegalStateException(name + " was there before");
        }
        return content;
    }

    private static Map<String, byte[]> byKey(GallerySource source, Path archive) throws IOException {
        Map<String, byte[]> byKey = new HashMap<>();
        PackageFiles.read(archive, source::isImage)
                .forEach((path, content) -> byKey.putIfAbsent(source.key(path), content));
        return byKey;
    }

    /** Returns the emoji that all sources have, by subgroup, in the table's order. */
    private SortedMap<String, List<Emoji>> classes(
            List<Emoji> table, Map<String, byte[]> line, Map<GallerySource, Map<String, byte[]>> renders) {
        SortedMap<String, List<Emoji>> classes = new TreeMap<>();
        for (Emoji emoji : table) {
            boolean chosen = thingsOnly ? THINGS.contains(emoji.group()) : !LEFT_OUT.contains(emoji.group());
            if (chosen
                    && !emoji.skinTone()
                    && line.containsKey(BLACK + emoji.hexcode() + ".svg")
                    && renders.values().stream().allMatch(files -> files.containsKey(emoji.key()))) {
                classes.computeIfAbsent(emoji.subgroup(), _ -> new ArrayList<>())
                        .add(emoji);
            }
        }
        classes.values().removeIf(members -> members.size() < LEAST_OF_A_CLASS);
        return classes;
    }

    private static Map<String, byte[]> notes(Map<String, byte[]> line, List<GallerySource> sources) {
        Sources notes = new Sources("Emoji: black line art to look up with, renders of the same emoji to be found.");
        notes.add("query", OPENMOJI, "CC-BY-SA-4.0", "OpenMoji, https://openmoji.org; drawn at another size, on white");
        notes.license("openmoji-CC-BY-SA-4.0.txt", line.getOrDefault(LICENSE, new byte[0]));
        for (GallerySource source : sources) {
            notes.add("gallery", source.npmPackage(), source.license(), source.author() + "; scaled, on white");
            notes.license(source.license());
        }
        return notes.files();
    }
}
