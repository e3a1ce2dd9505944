package dev.icfrr.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the files that a list names. Lists from Windows have backslashes, and lists from macOS may have decomposed
 * accents where the files have composed ones, or the other way round. Used by one thread.
 */
public final class ListedFiles {

    private final Path folder;
    /** The entries of the folders that were looked into, by name with composed accents; ambiguous ones are empty. */
    private final Map<Path, Map<String, Optional<Path>>> entries = new HashMap<>();

    /** @param folder the folder that names are relative to */
    public ListedFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the file of a name: the one of exactly this name, or else the only one whose name is equal apart from
     * backslashes and the form of accents. If there is neither, returns the path of exactly this name.
     *
     * @throws IllegalArgumentException if the encoding of the locale lacks a character of the name
     */
    public Path find(String name) {
        Path exact;
        try {
            exact = folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(FileNames.notRepresentable(name), e);
        }
        if (isPlain(name) || Files.exists(exact)) {
            return exact;
        }
        Path slashed = folder.resolve(name.replace('\\', '/'));
        if (Files.exists(slashed)) {
            return slashed;
        }
        return composed(slashed).orElse(exact);
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c < 128 && c != '\\');
    }

    private Optional<Path> composed(Path wanted) {
        if (Files.exists(wanted)) {
            return Optional.of(wanted);
        }
        Path parent = wanted.getParent();
        if (parent == null || wanted.equals(folder)) {
            return Optional.empty();
        }
        return composed(parent)
                .map(place -> entries.computeIfAbsent(place, ListedFiles::list))
                .flatMap(names ->
                        names.getOrDefault(FileNames.composed(String.valueOf(wanted.getFileName())), Optional.empty()));
    }

    private static Map<String, Optional<Path>> list(Path folder) {
        Map<String, Optional<Path>> names = new HashMap<>();
        try (Stream<Path> listed = Files.list(folder)) {
            listed.forEach(entry -> names.merge(
                    FileNames.composed(String.valueOf(entry.getFileName())),
                    Optional.of(entry),
                    (one, other) -> Optional.empty()));
        } catch (IOException | java.io.UncheckedIOException e) {
            // The caller reports the file as missing.
            return Map.of();
        }
        return names;
    }
}
