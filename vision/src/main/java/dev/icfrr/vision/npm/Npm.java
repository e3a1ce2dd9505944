package dev.icfrr.vision.npm;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * The npm program of this machine, with its configured registry and proxy.
 *
 * @param command its name or path
 */
public record Npm(String command) {

    private static final int SHOWN_LINES = 5;

    /** Returns the npm on the path. */
    public static Npm onPath() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return new Npm(windows ? "npm.cmd" : "npm");
    }

    /**
     * Runs npm to put the files of packages into a folder. Runs no script of a package.
     *
     * @throws IOException if npm is missing or fails; the message contains its output
     */
    void pack(List<NpmPackage> packages, Path folder) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                command,
                "pack",
                "--loglevel=error",
                "--ignore-scripts",
                "--fetch-retries=1",
                "--fetch-retry-mintimeout=1000",
                "--pack-destination=" + folder.toAbsolutePath()));
        packages.forEach(one -> line.add(one.spec()));
        Path said = folder.resolve("npm.log");
        Process process = start(line, folder, said.toFile());
        Thread stop = Thread.ofPlatform().unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("npm pack ended with code " + code + ":" + lastLines(said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while npm was fetching packages");
        } finally {
            process.destroy();
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // The program is stopping already, and stops npm too.
            }
        }
    }

    private Process start(List<String> line, Path folder, File said) throws IOException {
        try {
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new IOException("cannot run '" + command + "': there is no such program, or it cannot be started", e);
        }
    }

    private static String lastLines(Path said) throws IOException {
        List<String> lines = new String(Files.readAllBytes(said), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.contains("complete log of this run"))
                .toList();
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()).stream()
                .collect(Collectors.joining("\n  ", lines.isEmpty() ? " it said nothing" : "\n  ", ""));
    }
}
