package dev.icfrr.distribution;

import dev.icfrr.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the sources of the man pages from the options of the commands. Arguments: a folder for AsciiDoc files, a file
 * for the completions of the shell, and the time of the release.
 */
final class ManPages {
    /** Characters of a date such as 2026-11-23. */
    private static final int DATE = 10;

    private ManPages() {}

    /** Runs the generators. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Path completions = Path.of(arguments[1]);
        CommandSpec command = Main.commandLine().getCommandSpec();
        if (ManPageGenerator.generateManPage(folder.toFile(), null, new boolean[3], true, command) != 0) {
            throw new IOException("no man pages were generated in " + folder);
        }
        Files.createDirectories(completions.toAbsolutePath().getParent());
        String date = arguments[2].substring(0, DATE);
        try (Stream<Path> sources = Files.list(folder)) {
            for (Path source : sources.toList()) {
                Files.writeString(source, prepared(Files.readString(source), date));
            }
        }
        Files.writeString(completions, withoutHashbang(AutoComplete.bash("icfrr", Main.commandLine())));
    }

    /** Returns a source with the date of the release, in which addresses are text rather than links. */
    static String prepared(String source, String date) {
        return source.replaceFirst(":doctype: manpage\n", "$0:docdate: " + date + "\n")
                .replaceAll("(?<![\\\\:])https?://", "\\\\$0");
    }

    /** Shells source the completions and never run them. */
    private static String withoutHashbang(String script) {
        return script.replaceFirst("^#!.*\n", "");
    }
}
