package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.MovedModelOption;
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

/** {@code icfrr index queries}. */
@Command(
        name = "queries",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Sets the query bank of an index that was built with --center domains.",
            "",
            "The bank is the number and the mean of the features of sample queries. Searches subtract the mean from each query. Take "
                    + "samples that cover most classes of the gallery, best 50 or more: from fewer, the mean is drawn towards the "
                    + "gallery's. A new bank replaces the old one. Searches never change it.",
            ""
        })
public final class IndexQueriesCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--index"},
            paramLabel = "DIR",
            description = "The index: a folder that 'icfrr index build' made.")
    private @Nullable Path index;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Sample queries: images or folders of images, encoded by the index's model, and files of features [N, D].")
    private List<Path> places = List.of();

    @Option(
            names = {"--clear"},
            description = "Remove the bank. Searches then subtract the gallery's mean from each query.")
    private boolean clear;

    @Mixin
    private final MovedModelOption model = new MovedModelOption();

    @Mixin
    private final ImageIntake intake = new ImageIntake();

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        List<Path> samples = new ArrayList<>(places);
        Path folder = index;
        if (folder == null) {
            // Without the option, the folder comes before the files.
            if (samples.isEmpty()) {
                throw IndexOption.missing();
            }
            folder = samples.removeFirst();
        }
        if (clear == !samples.isEmpty()) {
            throw new IllegalArgumentException(
                    clear
                            ? "--clear removes the query bank, and files set it. Use one of them"
                            : "no sample queries are named. Name images or files of features, or remove the bank with --clear");
        }
        QueryBankRun run = new QueryBankRun(
                folder, new Parallelism(work.threads()), spec.commandLine().getErr()::println);
        if (clear) {
            run.clear();
        } else {
            run.set(samples, model.file(), intake);
        }
        return 0;
    }
}
