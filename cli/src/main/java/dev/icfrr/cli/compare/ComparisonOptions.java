package dev.icfrr.cli.compare;

import dev.icfrr.evaluation.PairedTest;
import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.FolderLock;
import dev.icfrr.metrics.Measure;
import dev.icfrr.vision.image.Fonts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of metrics, tests and output, for {@code evaluate} and {@code compare}. */
final class ComparisonOptions {
    /** What goes to the output stream. */
    enum Format {
        MARKDOWN,
        LATEX,
        CSV,
        JSON
    }

    /** Which paired test. */
    enum Test {
        RANDOMIZATION,
        T_TEST
    }

    @Option(
            names = {"--metrics"},
            paramLabel = "LIST",
            defaultValue = "mAP@all,mAP@200,prec@25,prec@100,prec@200",
            description =
                    "Metrics, separated by commas (${DEFAULT-VALUE}). 'icfrr metrics' lists them. The table shows tests of the first.")
    private String metrics = "";

    @Option(
            names = {"--test"},
            paramLabel = "TEST",
            defaultValue = "randomization",
            description = "Paired significance test: randomization or t_test (${DEFAULT-VALUE}).")
    private Test test = Test.RANDOMIZATION;

    @Option(
            names = {"--permutations"},
            paramLabel = "N",
            defaultValue = "" + PairedTest.Randomization.DEFAULT_PERMUTATIONS,
            description = "Permutations of the randomization test (${DEFAULT-VALUE}).")
    private int permutations = PairedTest.Randomization.DEFAULT_PERMUTATIONS;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the randomization test (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "markdown",
            description = "Output format: markdown, latex, csv or json (${DEFAULT-VALUE}).")
    private Format format = Format.MARKDOWN;

    @Option(
            names = {"--out"},
            paramLabel = "DIR",
            description =
                    "Also write comparison.md, .tex, .csv, .json, .png and .svg to this folder, and the queries that each method won and "
                            + "lost to queries/.")
    private @Nullable Path out;

    @Option(
            names = {"--debug"},
            description = "Print the stack trace of an error.")
    @SuppressWarnings("unused") // ExecutionErrors looks for it by name
    private boolean debug;

    List<Measure> measures() {
        return Measure.parseAll(metrics);
    }

    PairedTest test() {
        return switch (test) {
            case RANDOMIZATION -> new PairedTest.Randomization(permutations, seed);
            case T_TEST -> new PairedTest.StudentT();
        };
    }

    /** Writes the comparison to the console, and to the folder if there is one. Notes go to {@code notes}. */
    void write(Comparison comparison, PrintWriter console, PrintWriter notes) throws IOException {
        ComparisonReport text = new ComparisonReport(comparison);
        if (out != null) {
            write(comparison, text, out);
            Fonts.problem().ifPresent(why -> notes.println("note    no plots: " + why));
        }
        console.println(
                switch (format) {
                    case MARKDOWN -> text.markdown();
                    case LATEX -> text.latex();
                    case CSV -> text.csv();
                    case JSON -> text.json();
                });
        console.flush();
    }

    private static void write(Comparison comparison, ComparisonReport text, Path out) throws IOException {
        try (FolderLock _ = FolderLock.takeNew(out, "writes its results here")) {
            write(out.resolve("comparison.md"), text.markdown());
            write(out.resolve("comparison.tex"), text.latex());
            write(out.resolve("comparison.csv"), text.csv());
            write(out.resolve("comparison.json"), text.json());
            Measure first = comparison.measures().getFirst();
            if (Fonts.problem().isEmpty()) {
                ComparisonPlot plot = new ComparisonPlot(comparison, first);
                plot.writePng(out.resolve("comparison.png"), ComparisonPlot.WIDTH, plot.height());
                plot.writeSvg(out.resolve("comparison.svg"), ComparisonPlot.WIDTH, plot.height());
            }
            writeLists(out.resolve("queries"), comparison, first);
        }
    }

    private static void writeLists(Path folder, Comparison comparison, Measure measure) throws IOException {
        for (int reference : comparison.tests().stream()
                .mapToInt(Comparison.Tests::reference)
                .distinct()
                .toArray()) {
            ComparisonRow base = comparison.rows().get(reference);
            for (int i = 0; i < comparison.rows().size(); i++) {
                if (i != reference) {
                    ComparisonRow row = comparison.rows().get(i);
                    String name = "%02d-%s-vs-%s.csv".formatted(i, fileName(row.name()), fileName(base.name()));
                    write(folder.resolve(name), QueryLists.csv(row, base, measure));
                }
            }
        }
    }

    private static String fileName(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}.+-]+", "_");
        return plain.substring(0, Math.min(plain.length(), 60));
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
