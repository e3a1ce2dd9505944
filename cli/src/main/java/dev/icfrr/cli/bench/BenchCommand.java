package dev.icfrr.cli.bench;

import dev.icfrr.cli.bench.BenchSettings.Source;
import dev.icfrr.cli.options.VoteOptions;
import dev.icfrr.cli.options.WorkOptions;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icfrr bench}: times each stage on synthetic inputs. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Times each stage of a run on synthetic inputs.",
            "",
            "Also measures peak memory. Features are drawn from a seed: each class has a few modes, and queries are shifted against "
                    + "the gallery.",
            ""
        })
public final class BenchCommand implements Callable<Integer> {

    enum Format {
        TABLE,
        JSON,
        CSV
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"--preset"},
            paramLabel = "NAME",
            description =
                    "Sizes and parameters of a known data set: ${COMPLETION-CANDIDATES}. Other options override single values. "
                            + "Without a preset: 5,000 gallery items, 200 queries, 128 dimensions, 30 classes, KG 256, KQ 250.")
    private @Nullable Preset preset;

    @Option(
            names = {"--gallery"},
            paramLabel = "N",
            description = "Gallery items.")
    private @Nullable Integer gallery;

    @Option(
            names = {"--queries"},
            paramLabel = "N",
            description = "Queries.")
    private @Nullable Integer queries;

    @Option(
            names = {"--dimensions"},
            paramLabel = "N",
            description = "Values per feature.")
    private @Nullable Integer dimensions;

    @Option(
            names = {"--classes"},
            paramLabel = "N",
            description = "Classes.")
    private @Nullable Integer classes;

    @Option(
            names = {"--noise"},
            paramLabel = "X",
            description =
                    "Spread within the classes (1.7, which gives an initial mAP of 0.5 to 0.75 for a few dozen classes).")
    private @Nullable Double noise;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            description = "Seed (1).")
    private @Nullable Long seed;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description = "Neighbors per gallery item.")
    private @Nullable Integer kg;

    @Option(
            names = {"--kq", "--KQ"},
            paramLabel = "N",
            description = "Top items that vote.")
    private @Nullable Integer kq;

    @Option(
            names = {"--vote"},
            paramLabel = "KIND",
            defaultValue = "flat",
            description = "Vote: flat, or multiscale on lists with local scaling (${DEFAULT-VALUE}).")
    private VoteOptions.Kind vote = VoteOptions.Kind.FLAT;

    @Option(
            names = {"--k"},
            paramLabel = "N",
            description = "Largest scale of the multi-scale vote, rounded down to a power of two (KQ of the preset).")
    private @Nullable Integer k;

    @Option(
            names = {"--iterations", "--n-times"},
            paramLabel = "N",
            description = "Iterations.")
    private @Nullable Integer iterations;

    @Option(
            names = {"--update"},
            paramLabel = "RULE",
            description = "Update rule: reference or accumulating.")
    private @Nullable UpdateRule update;

    @Option(
            names = {"--recall"},
            paramLabel = "X",
            description = "Find approximate neighbors of this recall instead of exact ones.")
    private @Nullable Double recall;

    @Option(
            names = {"--exact"},
            description = "Find exact neighbors although the preset has approximate ones.")
    private boolean exact;

    @Option(
            names = {"--candidates"},
            paramLabel = "N",
            description = "Also time single queries that re-rank N candidates; 0 to skip.")
    private @Nullable Integer candidates;

    @Option(
            names = {"--from"},
            paramLabel = "WHICH",
            defaultValue = "features",
            description =
                    "Input of the run: features, or distances, which are written to files first (${DEFAULT-VALUE}).")
    private Source from = Source.FEATURES;

    @Option(
            names = {"--repeat"},
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of timed runs; medians are reported (${DEFAULT-VALUE}). 0 only writes the inputs.")
    private int repeat = 3;

    @Option(
            names = {"--write"},
            paramLabel = "DIR",
            description =
                    "Write the inputs to DIR/<name>/-1, so that other programs can be timed on them: qg_dists.pth, gg_dists.pth, "
                            + "labels.pth, query_features.npy, gallery_features.npy. This run reads them there, and later runs "
                            + "reuse them.")
    private @Nullable Path write;

    @Option(
            names = {"--features-only"},
            description = "With --write: do not write the distance matrices, which take 4 x G x (G + Q) bytes.")
    private boolean featuresOnly;

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "Output format: table, json or csv (${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        BenchSettings settings = new BenchSettings(
                inputs(),
                parameters(),
                from,
                Optional.ofNullable(write),
                featuresOnly,
                repeat,
                new Parallelism(work.threads()));
        Optional<BenchResult> result = new Bench(settings, spec.commandLine().getErr()::println).run();
        PrintWriter out = spec.commandLine().getOut();
        result.ifPresent(found -> {
            switch (format) {
                case TABLE -> out.print(BenchReport.table(found));
                case JSON -> out.println(BenchReport.json(found));
                case CSV -> out.print(BenchReport.csv(found));
            }
        });
        out.flush();
        return 0;
    }

    private BenchInputs inputs() {
        BenchInputs base = preset == null ? BenchInputs.DEFAULT : preset.inputs();
        return new BenchInputs(
                base.name(),
                or(gallery, base.gallery()),
                or(queries, base.queries()),
                or(dimensions, base.dimensions()),
                or(classes, base.classes()),
                or(noise, base.noise()),
                or(seed, base.seed()));
    }

    private BenchParameters parameters() {
        if (exact && recall != null) {
            throw new IllegalArgumentException("--exact and --recall exclude each other");
        }
        BenchParameters base = preset == null ? BenchParameters.ofAuthors() : preset.parameters();
        // Presets approximate from features; neighbors from distances are always exact.
        Optional<Double> preferred = exact || from == Source.DISTANCES ? Optional.empty() : base.recall();
        boolean multiscale = vote == VoteOptions.Kind.MULTISCALE;
        if (multiscale ? kg != null || kq != null : k != null) {
            throw new IllegalArgumentException(
                    multiscale
                            ? "--kg and --kq belong to --vote flat. Use --k for the largest scale of --vote multiscale"
                            : "--k belongs to --vote multiscale. Add --vote multiscale, or use --kg and --kq");
        }
        int largest = Scales.upTo(or(k, base.method().kq())).largest();
        return new BenchParameters(
                multiscale ? largest : or(kg, base.kg()),
                (multiscale
                                ? base.method()
                                        .withVote(Vote.MULTISCALE)
                                        .withKq(largest)
                                        .withBetaScale(vote.betaScale())
                                : base.method())
                        .withKq(multiscale ? largest : or(kq, base.method().kq()))
                        .withIterations(or(iterations, base.method().iterations()))
                        .withUpdate(or(update, base.method().update())),
                recall == null ? preferred : Optional.of(recall),
                or(candidates, base.candidates()));
    }

    private static <T> T or(@Nullable T wanted, T otherwise) {
        return Objects.requireNonNullElse(wanted, otherwise);
    }
}
