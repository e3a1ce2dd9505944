package dev.icfrr.io;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The folder in which programs keep files of the user that they can make or fetch again. */
public final class UserCache {

    private UserCache() {}

    /**
     * Returns the folder of this program: {@code $XDG_CACHE_HOME/icfrr}, or else {@code ~/.cache/icfrr}; the usual
     * places on macOS and Windows. It need not exist.
     */
    public static Path folder() {
        return folderOfUser()
                .orElseGet(
                        () -> Path.of(System.getProperty("java.io.tmpdir", ".")).resolve(".cache/icfrr"));
    }

    /** Returns the folder of this program; empty for a user without a home, who gets a folder that all users share. */
    public static Optional<Path> folderOfUser() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return environment("XDG_CACHE_HOME")
                .or(() -> system.startsWith("windows") ? environment("LOCALAPPDATA") : Optional.empty())
                .or(() -> home().map(home -> home.resolve(system.startsWith("mac") ? "Library/Caches" : ".cache")))
                .map(caches -> caches.resolve("icfrr"));
    }

    /** Java's answer is a question mark for a user without a home, as in some containers. */
    private static Optional<Path> home() {
        return Optional.of(System.getProperty("user.home", "?"))
                .filter(home -> !home.equals("?"))
                .map(Path::of);
    }

    private static Optional<Path> environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
