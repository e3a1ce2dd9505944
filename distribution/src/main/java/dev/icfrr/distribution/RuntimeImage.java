package dev.icfrr.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** Links a Java runtime with the modules that the program uses, by the {@code jdeps} and {@code jlink} of this JDK. */
final class RuntimeImage {
    /**
     * Modules that jdeps does not see. The web server reads the page in its jar through the zip file system, libraries
     * use {@code sun.misc.Unsafe} by reflection, and Flight Recorder diagnoses a running server.
     */
    private static final List<String> BY_REFLECTION = List.of("jdk.zipfs", "jdk.unsupported", "jdk.jfr");

    private RuntimeImage() {}

    /**
     * Links the runtime.
     *
     * @param jars all jars of the program
     * @param own the jars of this project, where the search for modules starts
     * @param jmods the modules of a JDK of the same version for another platform; empty for this platform
     * @param folder must not exist
     */
    static void link(List<Path> jars, List<Path> own, Optional<Path> jmods, Path folder) throws IOException {
        TreeSet<String> modules = new TreeSet<>(BY_REFLECTION);
        List<String> jdeps = new ArrayList<>(List.of(
                "--multi-release",
                Integer.toString(Runtime.version().feature()),
                "--ignore-missing-deps",
                "--print-module-deps",
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(":"))));
        own.forEach(jar -> jdeps.add(jar.toString()));
        modules.addAll(List.of(run("jdeps", jdeps).strip().split(",")));
        List<String> jlink = new ArrayList<>();
        jmods.ifPresent(modulePath -> jlink.addAll(List.of("--module-path", modulePath.toString())));
        jlink.addAll(List.of(
                "--add-modules",
                String.join(",", modules),
                "--strip-java-debug-attributes",
                // Runs before or after the line above by chance, so the bytes would differ from build to build.
                "--disable-plugin",
                "generate-jli-classes",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                folder.toString()));
        run("jlink", jlink);
    }

    /**
     * Returns the platform of a folder of modules.
     *
     * @throws IOException if the folder has no module java.base
     */
    static Platform platformOf(Path jmods) throws IOException {
        String description =
                run("jmod", List.of("describe", jmods.resolve("java.base.jmod").toString()));
        String[] parts = description
                .lines()
                .filter(line -> line.startsWith("platform "))
                .map(line -> line.substring("platform ".length()))
                .findFirst()
                .orElseThrow(() -> new IOException(jmods + "/java.base.jmod names no platform"))
                .split("-", 2);
        return Platform.of(parts[0], parts[1]);
    }

    private static String run(String tool, List<String> arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ToolProvider provider = ToolProvider.findFirst(tool)
                .orElseThrow(() -> new IOException("this JDK has no " + tool + ": " + System.getProperty("java.home")));
        int code = provider.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments.toArray(new String[0]));
        if (code != 0) {
            throw new IOException(tool + " " + arguments + " failed: " + out + err);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
