package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code icfrr index compact}. */
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Writes an index to which items were added as one set of files. Searches give the same results.",
            "",
            "'icfrr index add' writes a few items beside the files of all others, and all files again when one item in 64 was "
                    + "added. This command does so at a time you choose. Open readers keep the old version until the new one is "
                    + "complete.",
            ""
        })
public final class IndexCompactCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final IndexOption index = new IndexOption();

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        new IndexChangeRun(
                        index.folder(),
                        new Parallelism(work.threads()),
                        spec.commandLine().getErr()::println)
                .compact();
        return 0;
    }
}
