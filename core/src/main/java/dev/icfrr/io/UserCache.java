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
        // Java's answer is a question mark for a user without a home, as in some containers.
        String user = System.getProperty("user.home", "?");
        Path home = Path.of(user.equals("?") ? System.getProperty("java.io.tmpdir", ".") : user);
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path caches = environment("XDG_CACHE_HOME")
                .or(() -> system.startsWith("windows") ? environment("LOCALAPPDATA") : Optional.empty())
                .orElse(home.resolve(system.startsWith("mac") ? "Library/Caches" : ".cache"));
        return caches.resolve("icfrr");
    }

    private static Optional<Path> environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
