package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.RankFormat;
import dev.icfrr.cli.options.WorkOptions;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of threads and output, for every command that re-ranks a data set. */
final class OutputOptions {
    /** What goes to the output stream. */
    enum Format {
        TABLE,
        JSON,
        CSV,
        TREC
    }

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "Output format of metrics: table, json or csv (${DEFAULT-VALUE}). trec prints a table and writes rank files as TREC "
                            + "runs.")
    private Format format = Format.TABLE;

    @Mixin
    private final WorkOptions work = new WorkOptions();

    int threads() {
        return work.threads();
    }

    /** Returns the format of rank files, unless {@code --format} sets it. */
    RankFormat rankFormat(RankFormat otherwise) {
        return format == Format.TREC && otherwise == RankFormat.PTH ? RankFormat.TREC : otherwise;
    }

    void print(RunResult result, PrintWriter out, PrintWriter err) {
        switch (format) {
            case JSON -> out.println(RunRecordWriter.metricsJson(result));
            case CSV -> out.print(MetricsTable.csv(result.metrics()));
            case TABLE, TREC -> {
                out.print(result.metrics()
                        .map(MetricsTable::text)
                        .orElse("No labels, so nothing can be measured." + System.lineSeparator()));
                result.guardSummary().ifPresent(text -> out.printf("%n%s%n", text));
                out.printf(
                        Locale.ROOT,
                        "%nneighbors %.2f s, re-ranking %.2f s; report: %s%n",
                        result.graphSeconds(),
                        result.rerankSeconds(),
                        RunRecordWriter.report(result.options()));
            }
        }
        boolean table = format == Format.TABLE || format == Format.TREC;
        result.metrics()
                .ifPresent(metrics -> (table ? out : err)
                        .println(Outcome.text(metrics, result.options().parameters())));
        err.flush();
        out.flush();
    }
}
