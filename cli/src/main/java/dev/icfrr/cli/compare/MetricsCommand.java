package dev.icfrr.cli.compare;

import dev.icfrr.metrics.MeasureFamily;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code icfrr metrics}: every metric with its formula. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Lists the metrics with their formulas, as evaluate and compare take them.")
public final class MetricsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        for (MeasureFamily family : MeasureFamily.values()) {
            out.printf("%-15s %s%n%-15s %s%n%n", family.pattern(), family.formula(), "", family.note());
        }
        out.println("R: relevant items in all. G: ranked items. P(r): share of relevant items among the first r.");
        out.println("Hits: ranks, from 1, of relevant items. Each value is one query's; metrics are means over all");
        out.println("queries, and a query without relevant items has 0. [@K] may be left out: the whole ranking.");
        out.flush();
    }
}
