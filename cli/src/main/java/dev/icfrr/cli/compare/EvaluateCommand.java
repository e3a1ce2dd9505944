package dev.icfrr.cli.compare;

import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.evaluation.Evaluation;
import dev.icfrr.evaluation.Qrels;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icfrr evaluate}: measures rankings of any origin. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures rankings from any program. Several rankings are compared with the first by paired tests.",
            "",
            "With --labels: rank files, Q x N gallery indices (.pth, .npy, .ivecs).",
            "With --qrels: runs in TREC format, or in the JSON format of ranx and pytrec_eval, plain or .gz.",
            ""
        })
public final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Rank files or runs.")
    private List<Path> files = List.of();

    @ArgGroup(multiplicity = "1")
    private final Truth truth = new Truth();

    @Option(
            names = {"--all-queries"},
            description = "Count judged queries that a run lacks with a score of 0, as trec_eval -c does.")
    private boolean allQueries;

    @Mixin
    private final ComparisonOptions options = new ComparisonOptions();

    /** Options of the relevance judgments. */
    private static final class Truth {
        @Option(
                names = {"--labels"},
                paramLabel = "FILE",
                description = "labels.pth with the lists query and gallery. Items with the query's label are relevant.")
        private @Nullable Path labels;

        @Option(
                names = {"--qrels"},
                paramLabel = "FILE",
                description = "Judgments in TREC or BEIR format or JSON. Grades of 1 and above are relevant.")
        private @Nullable Path qrels;
    }

    @Override
    public Integer call() throws IOException {
        List<Measure> measures = options.measures();
        List<ComparisonRow> rows = new ArrayList<>();
        if (truth.labels != null) {
            Labels labels = RerankInput.labelsOf(truth.labels);
            if (!labels.areKnown()) {
                throw new IOException(
                        truth.labels + ": the label of every query is unknown (-1), so nothing can be measured");
            }
            for (Path file : files) {
                rows.add(row(file, ofRanks(file, labels, measures)));
            }
        } else if (truth.qrels != null) {
            Qrels qrels = RunFiles.readQrels(truth.qrels);
            for (Path file : files) {
                rows.add(row(
                        file, named(file, () -> Evaluation.of(RunFiles.readRun(file), qrels, measures, allQueries))));
            }
        }
        List<Integer> references = rows.size() > 1 ? List.of(0) : List.of();
        options.write(
                Comparison.of(rows, references, options.test()),
                spec.commandLine().getOut());
        return 0;
    }

    private static ComparisonRow row(Path file, Evaluation evaluation) {
        return new ComparisonRow(file.toString(), evaluation, Optional.empty());
    }

    private static Evaluation ofRanks(Path path, Labels labels, List<Measure> measures) throws IOException {
        try (TensorFile file = TensorFiles.open(path)) {
            return named(path, () -> Evaluation.of(file.soleTensor(), labels, measures));
        }
    }

    private interface Judging {
        Evaluation judge() throws IOException;
    }

    /** Adds the file to a message. */
    private static Evaluation named(Path file, Judging judging) throws IOException {
        try {
            return judging.judge();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
