package dev.icfrr.cli.compare;

import dev.icfrr.metrics.MeasureFamily;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code icfrr metrics}: lists every metric with its formula. */
@Command(name = "metrics", mixinStandardHelpOptions = true, description = "Lists the metrics and their formulas.")
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
        out.println("R: number of relevant items. G: number of ranked items. P(r): precision at rank r.");
        out.println("Hits: ranks of relevant items, from 1. A metric is the mean over all queries; a query without");
        out.println("relevant items counts as 0. Without [@K] a metric uses the whole ranking.");
        out.flush();
    }
}
