package dev.icfrr.distribution;

import java.util.List;
import java.util.Locale;

/**
 * An operating system and processor for which a runtime image is made.
 *
 * @param name as in the names of archives, for example {@code linux-x64}
 * @param folders parts of paths in jars that hold native libraries of this platform
 */
record Platform(String name, List<String> folders) {
    private static final List<Platform> KNOWN = List.of(
            new Platform("linux-x64", List.of("/linux-x64/", "/Linux/x86_64/", "/linux/amd64/")),
            new Platform(
                    "linux-arm64", List.of("/linux-aarch64/", "/Linux/aarch64/", "/Linux/arm64/", "/linux/aarch64/")));

    private static final List<String> LIBRARY_ENDINGS = List.of(".so", ".dll", ".dylib", ".jnilib");

    /**
     * Returns the platform that the build runs on.
     *
     * @param os value of the system property {@code os.name}
     * @param processor value of the system property {@code os.arch}
     * @throws IllegalArgumentException if no image is made for this platform
     */
    static Platform of(String os, String processor) {
        String name = os.toLowerCase(Locale.ROOT) + "-"
                + switch (processor) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> processor;
                };
        return KNOWN.stream()
                .filter(platform -> platform.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no runtime image is made for " + name + ". Build on one of "
                                + KNOWN.stream().map(Platform::name).toList()));
    }

    /** Returns whether a file of a jar is needed on this platform: all but native libraries of other platforms. */
    boolean needs(String path) {
        String anchored = "/" + path;
        boolean isDebugData = anchored.contains(".dSYM/");
        boolean isLibrary = LIBRARY_ENDINGS.stream().anyMatch(anchored::endsWith);
        return !isDebugData && (!isLibrary || folders.stream().anyMatch(anchored::contains));
    }
}
