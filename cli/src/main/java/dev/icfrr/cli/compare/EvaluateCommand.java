package dev.icfrr.cli.compare;

import dev.icfrr.baselines.Gallery;
import dev.icfrr.baselines.Methods;
import dev.icfrr.baselines.Queries;
import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.cli.input.GivenFiles;
import dev.icfrr.cli.input.InputPlace;
import dev.icfrr.cli.input.NotFinite;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions.Source;
import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.embeddings.data.EmbeddingFile;
import dev.icfrr.embeddings.data.Side;
import dev.icfrr.embeddings.tensor.TensorEmbeddings;
import dev.icfrr.evaluation.Evaluation;
import dev.icfrr.evaluation.Qrels;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.Tensor;
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
            "With labels: rank files, Q x N gallery indices (.pth, .npy, .ivecs, .ibin, or FILE:COLUMN, such as "
                    + "data.hdf5:neighbors).",
            "With --qrels: runs in TREC format, or in the JSON format of ranx and pytrec_eval, plain or .gz.",
            ""
        })
public final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Rank files or runs.")
    private List<Path> files = List.of();

    @Option(
            names = {"--query-features"},
            paramLabel = "FILE[:COLUMN]",
            description = "With labels: measure the ranking by distance of these features, too, as the first ranking.")
    private @Nullable String queryFeatures;

    @Option(
            names = {"--gallery-features"},
            paramLabel = "FILE[:COLUMN]",
            description = "Features of the gallery, which belong to --query-features.")
    private @Nullable String galleryFeatures;

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

        @ArgGroup(exclusive = false)
        private @Nullable Sides sides;
    }

    /** Labels of each side in a file of its own. */
    private static final class Sides {
        @Option(
                names = {"--query-labels"},
                required = true,
                paramLabel = "FILE[:COLUMN]",
                description =
                        "Labels of the queries: numbers or names in a tensor, a column of Parquet or HDF5, or the lines "
                                + "of a .txt file.")
        private String query = "";

        @Option(
                names = {"--gallery-labels"},
                required = true,
                paramLabel = "FILE[:COLUMN]",
                description = "Labels of the gallery, likewise.")
        private String gallery = "";
    }

    @Override
    public Integer call() throws IOException {
        List<Measure> measures = options.measures();
        List<ComparisonRow> rows = new ArrayList<>();
        if (truth.labels != null || truth.sides != null) {
            GivenFiles given = given();
            Labels labels = RerankInput.labelsOf(given);
            if (!labels.areKnown()) {
                throw new IOException((truth.labels != null
                                ? truth.labels
                                : given.queryLabels().orElseThrow())
                        + ": the label of every query is unknown (-1), so nothing can be measured");
            }
            if (given.hasFeatures()) {
                rows.add(ofFeatures(given, labels, measures));
            }
            for (Path file : files) {
                rows.add(row(file, ofRanks(file, labels, measures)));
            }
        } else if (truth.qrels != null) {
            if (queryFeatures != null || galleryFeatures != null) {
                throw new IllegalArgumentException(
                        "--query-features and --gallery-features work only with labels, because judgments name items");
            }
            Qrels qrels = RunFiles.readQrels(truth.qrels);
            for (Path file : files) {
                rows.add(row(
                        file, named(file, () -> Evaluation.of(RunFiles.readRun(file), qrels, measures, allQueries))));
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is nothing to measure. Name rank files or runs, or --query-features and --gallery-features");
        }
        List<Integer> references = rows.size() > 1 ? List.of(0) : List.of();
        options.write(
                Comparison.of(rows, references, options.test()),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        return 0;
    }

    private GivenFiles given() {
        return new GivenFiles(
                Optional.ofNullable(queryFeatures).map(EmbeddingSource::parse),
                Optional.ofNullable(galleryFeatures).map(EmbeddingSource::parse),
                Optional.ofNullable(truth.labels),
                Optional.ofNullable(truth.sides).map(sides -> EmbeddingSource.parse(sides.query)),
                Optional.ofNullable(truth.sides).map(sides -> EmbeddingSource.parse(sides.gallery)));
    }

    /** Ranks the gallery by distance to each query. */
    private static ComparisonRow ofFeatures(GivenFiles given, Labels labels, List<Measure> measures)
            throws IOException {
        InputPlace place = new InputPlace(Path.of(""), given);
        try (RerankInput input = RerankInput.open(place, Source.FEATURES, FeaturePreparation.NONE)) {
            List<ComparisonRow> row = new ArrayList<>();
            NotFinite.named(
                    input,
                    () -> row.add(new MethodRun(
                                    Queries.ofFeatures(input.query()),
                                    Gallery.ofFeatures(input.gallery()),
                                    labels,
                                    measures,
                                    Parallelism.allCores())
                            .run(Methods.parse("none"))));
            String name = given.queryFeatures().orElseThrow() + " to "
                    + given.galleryFeatures().orElseThrow();
            return new ComparisonRow(name, row.getFirst().evaluation(), Optional.empty());
        }
    }

    private static ComparisonRow row(Path file, Evaluation evaluation) {
        return new ComparisonRow(file.toString(), evaluation, Optional.empty());
    }

    private static Evaluation ofRanks(Path path, Labels labels, List<Measure> measures) throws IOException {
        EmbeddingSource source = EmbeddingSource.parse(path.toString());
        try (EmbeddingFile file = source.open()) {
            Tensor ranks = file instanceof TensorEmbeddings tensors
                    ? tensors.tensor(source.column())
                    : whole(file.matrix(source.column(), Side.QUERY), path);
            return named(path, () -> Evaluation.of(ranks, labels, measures));
        }
    }

    /** Returns gallery indices that are not in a tensor file, for example the neighbors of ann-benchmarks. */
    private static Tensor whole(Matrix ranks, Path path) throws IOException {
        long[] items = new long[Math.multiplyExact(ranks.rows(), ranks.columns())];
        double[] row = new double[ranks.columns()];
        for (int query = 0; query < ranks.rows(); query++) {
            ranks.copyRow(query, row);
            for (int rank = 0; rank < row.length; rank++) {
                items[query * row.length + rank] = (long) row[rank];
                if (row[rank] != items[query * row.length + rank]) {
                    throw new IOException(path + ": row " + query + ", column " + rank + " is " + row[rank]
                            + ", not a gallery index");
                }
            }
        }
        return Tensor.of(items, ranks.rows(), ranks.columns());
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
