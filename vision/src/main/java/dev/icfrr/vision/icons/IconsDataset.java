package dev.icfrr.vision.icons;

import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.dataset.Sources;
import dev.icfrr.vision.image.Canvas;
import dev.icfrr.vision.image.SvgImage;
import dev.icfrr.vision.npm.PackageFiles;
import dev.icfrr.vision.npm.PackageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Icons and emoji by many hands. The queries are outlines; the gallery holds emoji in several styles and icons in color
 * of the same things. The class of an image is the thing it shows.
 *
 * @param size width and height of an image in pixels, 16 .. 1024
 * @param things which things to show
 * @param withQueries whether to draw the queries too
 */
public record IconsDataset(int size, Things things, boolean withQueries) {

    /** A choice of things. */
    public enum Things {
        /** All things. */
        ALL,
        /** The things that the sketch encoder was not trained on. */
        UNSEEN,
        /** The things with several gallery images, one of them an emoji. */
        COMMON
    }

    private static final int LEAST_OF_A_COMMON_THING = 3;
    private static final String PHOTOS = "@lobehub/fluent-emoji-3d";
    private static final String LICENSES = "MIT-and-ISC.txt";
    private static final String BLACK = "#000000";
    private static final List<String> COLORS = List.of(
            "#c62828", "#ad1457", "#6a1b9a", "#283593", "#0277bd", "#00695c", "#2e7d32", "#9e6b00", "#d84315",
            "#4e342e");

    public IconsDataset {
        if (size < 16 || size > 1024) {
            throw new IllegalArgumentException("a size of " + size + " pixels is not between 16 and 1024");
        }
    }

    /** Returns the gallery of the demo, without queries. */
    public static IconsDataset demo() {
        return new IconsDataset(160, Things.COMMON, false);
    }

    /**
     * Fetches missing packages and prepares the data set. Images are drawn when it is written.
     *
     * @param log receives a line per fetch
     */
    public NewDataset collect(PackageStore store, Consumer<String> log) throws IOException {
        IconTable table = chosen(IconTable.read());
        List<Path> archives =
                store.get(table.packages().stream().map(IconTable.Source::npm).toList(), log);
        return of(table, archives);
    }

    /** Leaves the chosen drawings, and the packages they need. */
    private IconTable chosen(IconTable table) {
        Predicate<IconTable.Icon> wanted = switch (things) {
            case ALL -> _ -> true;
            case UNSEEN -> IconTable.Icon::unseen;
            case COMMON -> {
                Set<String> common = table.common(LEAST_OF_A_COMMON_THING);
                yield icon -> common.contains(icon.thing());
            }
        };
        List<IconTable.Icon> icons = table.icons().stream()
                .filter(wanted)
                .filter(icon -> withQueries || !icon.query())
                .toList();
        Set<String> used = new HashSet<>();
        icons.forEach(icon -> used.add(icon.source()));
        return new IconTable(
                icons,
                table.packages().stream()
                        .filter(source -> used.contains(source.npm().name()))
                        .toList());
    }

    /** Returns the data set of these archives, which are in the order of the table's packages. */
    NewDataset of(IconTable table, List<Path> archives) throws IOException {
        Map<String, Map<String, byte[]>> files = new HashMap<>();
        for (int i = 0; i < archives.size(); i++) {
            String source = table.packages().get(i).npm().name();
            Map<String, String> colors = new TreeMap<>();
            table.icons().stream()
                    .filter(icon -> icon.source().equals(source))
                    .forEach(icon -> colors.put(icon.icon(), color(icon)));
            files.put(
                    source,
                    source.equals(PHOTOS)
                            ? photos(archives.get(i), colors.keySet())
                            : IconifySet.svgs(archives.get(i), colors));
        }
        SortedMap<String, Integer> labels = new TreeMap<>();
        new TreeSet<>(table.icons().stream().map(IconTable.Icon::thing).toList())
                .forEach(thing -> labels.put(thing, labels.size()));
        List<NewDataset.Item> queries = new ArrayList<>();
        List<NewDataset.Item> gallery = new ArrayList<>();
        for (IconTable.Icon icon : table.icons()) {
            byte[] file = content(files, icon);
            String name = icon.fileName();
            NewDataset.Drawing drawing = icon.source().equals(PHOTOS)
                    ? () -> Canvas.onWhite(file, name, size)
                    : () -> SvgImage.draw(file, name, size);
            (icon.query() ? queries : gallery).add(new NewDataset.Item(name, label(labels, icon), drawing));
        }
        return new NewDataset(queries, gallery, notes(table));
    }

    /** Returns the color of a drawing in one color: black for a query, one of several for the gallery. */
    private static String color(IconTable.Icon icon) {
        return icon.query()
                ? BLACK
                : COLORS.get(Math.floorMod((icon.source() + icon.icon()).hashCode(), COLORS.size()));
    }

    private static Map<String, byte[]> photos(Path archive, Set<String> names) throws IOException {
        Map<String, byte[]> photos = new HashMap<>();
        PackageFiles.read(archive, path -> path.startsWith("assets/") && path.endsWith(".webp"))
                .forEach((path, content) -> photos.put(path.substring("assets/".length(), path.length() - 5), content));
        photos.keySet().retainAll(names);
        return photos;
    }

    private static byte[] content(Map<String, Map<String, byte[]>> files, IconTable.Icon icon) throws IOException {
        Map<String, byte[]> source = files.getOrDefault(icon.source(), Map.of());
        byte[] content = source.get(icon.icon());
        if (content == null) {
            throw new IOException(icon.source() + ": holds no image '" + icon.icon() + "'");
        }
        return content;
    }

    private static int label(SortedMap<String, Integer> labels, IconTable.Icon icon) {
        return labels.getOrDefault(icon.thing(), -1);
    }

    private static Map<String, byte[]> notes(IconTable table) {
        Sources notes = new Sources(
                "Icons and emoji: outlines to look up with, colored drawings of the same things to be found.");
        for (IconTable.Source source : table.packages()) {
            boolean query = table.icons().stream()
                    .anyMatch(icon ->
                            icon.query() && icon.source().equals(source.npm().name()));
            notes.add(
                    query ? "query" : "gallery",
                    source.npm(),
                    source.license(),
                    source.author() + "; scaled, on white");
        }
        notes.license("Apache-2.0");
        notes.license(LICENSES, IconTable.resource(LICENSES));
        return notes.files();
    }
}
