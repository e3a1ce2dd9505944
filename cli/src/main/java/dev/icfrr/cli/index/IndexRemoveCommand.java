package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr index remove}. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Removes items from an index. Later items move up. The neighbor lists of an exact index equal those of a rebuild.",
            "",
            "Open readers keep the old version until the new one is complete. If the program is killed, the old version stays valid.",
            ""
        })
public final class IndexRemoveCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--index"},
            paramLabel = "DIR",
            description = "The index: a folder that 'icfrr index build' made.")
    private @Nullable Path index;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of items to remove.")
    private List<String> ids = List.of();

    @Option(
            names = {"--ids"},
            paramLabel = "FILE",
            description = "File with more ids, one per line.")
    private @Nullable Path idFile;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        List<String> all = new ArrayList<>(ids);
        Path folder = index;
        if (folder == null) {
            // Without the option, the folder comes before the ids.
            if (all.isEmpty()) {
                throw IndexOption.missing();
            }
            folder = Path.of(all.removeFirst());
        }
        if (idFile != null) {
            all.addAll(ItemIds.read(idFile));
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no item is named. Name the ids to remove, or a file of ids with --ids");
        }
        new IndexChangeRun(
                        folder,
                        new Parallelism(work.threads()),
                        spec.commandLine().getErr()::println)
                .remove(all);
        return 0;
    }
}
