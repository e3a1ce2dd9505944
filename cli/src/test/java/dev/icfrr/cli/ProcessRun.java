package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs command lines in a Java process of their own, for what depends on the process. */
final class ProcessRun {
    private ProcessRun() {}

    /** Runs a command line that must succeed, and returns what it says. */
    static String ok(List<String> javaOptions, String... commandLine) throws Exception {
        return of(0, javaOptions, commandLine);
    }

    /** Runs a command line that must be refused as unusable, and returns what it says. */
    static String refused(List<String> javaOptions, String... commandLine) throws Exception {
        return of(2, javaOptions, commandLine);
    }

    /** Runs the quick start with a few small drawings. */
    static String smallQuickstart(List<String> javaOptions, Path out) throws Exception {
        return ok(
                javaOptions,
                "quickstart",
                "--classes",
                "2",
                "--per-class",
                "4",
                "--queries-per-class",
                "1",
                "--size",
                "64",
                "--out",
                out.toString());
    }

    private static String of(int exitCode, List<String> javaOptions, String... commandLine) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true"));
        command.addAll(javaOptions);
        command.add("dev.icfrr.cli.Main");
        command.addAll(List.of(commandLine));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said;
    }
}
