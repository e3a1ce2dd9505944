package dev.icfrr.vision.index;

import dev.icfrr.io.FileNames;
import dev.icfrr.vision.index.ImageItems.ImageFile;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The images below a folder. Each id is the path below the folder, with slashes; images are sorted by the bytes of
 * their ids.
 */
public final class ImageFolder {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "webp", "gif", "bmp");

    private ImageFolder() {}

    /**
     * Lists the files with image extensions. Leaves out {@linkplain FileNames#isLitter litter}.
     *
     * @throws IOException if there is no such folder or no image in it
     */
    public static List<ImageFile> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + ": no such folder of images");
        }
        List<ImageFile> images = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path relative = folder.relativize(path);
                if (isImage(relative) && !FileNames.hasLitter(relative) && Files.isRegularFile(path)) {
                    images.add(new ImageFile(name(path, relative), path, IndexItem.UNKNOWN));
                }
            }
        } catch (java.io.UncheckedIOException e) {
            throw new IOException(folder + ": cannot be listed: " + e.getCause(), e);
        }
        if (images.isEmpty()) {
            throw new IOException(folder + ": holds no image: no "
                    + String.join(", ", EXTENSIONS.stream().sorted().toList()));
        }
        images.sort((a, b) -> Arrays.compareUnsigned(Ids.bytes(a.id()), Ids.bytes(b.id())));
        return images;
    }

    private static String name(Path path, Path relative) throws IOException {
        FileNames.text(relative);
        StringBuilder name = new StringBuilder();
        for (Path part : relative) {
            name.append(name.isEmpty() ? "" : "/").append(part);
        }
        try {
            Ids.bytes(name.toString());
            return name.toString();
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": cannot be an id: " + e.getMessage() + "; rename it", e);
        }
    }

    /** Returns whether a file has the extension of an image. */
    public static boolean isImage(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Returns the first folder of an image's id, which often is its class; empty if the id has no folder. */
    public static Optional<String> firstFolder(String id) {
        int slash = id.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(id.substring(0, slash));
    }
}
