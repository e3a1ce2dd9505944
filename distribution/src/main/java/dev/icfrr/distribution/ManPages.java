package dev.icfrr.distribution;

import dev.icfrr.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the sources of the man pages from the options of the commands. Arguments: a folder for AsciiDoc files, and a
 * file for the completions of the shell.
 */
final class ManPages {
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
        Files.writeString(completions, AutoComplete.bash("icfrr", Main.commandLine()));
    }
}
