package dev.icfrr.vision.icons;

import dev.icfrr.vision.npm.NpmPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the data set consists of. {@code training/gallery.py} writes both files.
 *
 * @param icons the drawings
 * @param packages the packages they come from
 */
record IconTable(List<Icon> icons, List<Source> packages) {

    /**
     * A drawing.
     *
     * @param query whether it is a query, otherwise it belongs to the gallery
     * @param source name of its package
     * @param icon name within the package
     * @param thing its class
     * @param unseen whether the sketch encoder was trained without this thing
     */
    record Icon(boolean query, String source, String icon, String thing, boolean unseen) {
        boolean isEmoji() {
            return source.contains("emoji") || source.contains("noto");
        }

        /** Returns the name of its image file: the thing, an underscore, and what tells it from others. */
        String fileName() {
            return thing + "_" + source.substring(source.indexOf('/') + 1) + "-" + icon + ".png";
        }
    }

    /**
     * A package.
     *
     * @param license its SPDX identifier
     * @param author title, author and page
     */
    record Source(NpmPackage npm, String license, String author) {}

    /** Reads the table of this version of the program. */
    static IconTable read() {
        List<Icon> icons = rows("icons.tsv")
                .map(row -> new Icon(row[0].equals("query"), row[1], row[2], row[3], row[4].equals("unseen")))
                .toList();
        List<Source> packages = rows("packages.tsv")
                .map(row -> new Source(new NpmPackage(row[0], row[1], row[2]), row[3], row[4]))
                .toList();
        return new IconTable(icons, packages);
    }

    /** Returns the things with at least so many gallery images, one of them an emoji. */
    Set<String> common(int least) {
        Map<String, List<Icon>> byThing =
                icons.stream().filter(icon -> !icon.query()).collect(Collectors.groupingBy(Icon::thing));
        byThing.values()
                .removeIf(images -> images.size() < least || images.stream().noneMatch(Icon::isEmoji));
        return byThing.keySet();
    }

    private static Stream<String[]> rows(String resource) {
        String text = new String(resource(resource), StandardCharsets.UTF_8);
        return text.lines().skip(1).map(line -> line.split("\t", -1));
    }

    /** Returns the content of a file beside this class. */
    static byte[] resource(String name) {
        try (InputStream in = IconTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the library");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
