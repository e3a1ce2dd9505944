package dev.icfrr.spark.command;

import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.spark.table.GraphTable;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The parameters of the method. Jobs carry no command-line module, so they are declared here again. */
final class IcfrrOptions {
    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description = "Neighbors of each list that count (default: all that the graph holds).")
    private int kg;

    @Option(
            names = {"--kq", "--KQ"},
            defaultValue = "" + IcfrrParameters.DEFAULT_KQ,
            paramLabel = "N",
            description = "Number of top items that vote (${DEFAULT-VALUE}).")
    private int kq;

    @Option(
            names = "--beta",
            defaultValue = "" + IcfrrParameters.DEFAULT_BETA,
            paramLabel = "X",
            description = "Weight of the bonus (${DEFAULT-VALUE}).")
    private double beta;

    @Option(
            names = {"--n-times", "--n_times"},
            defaultValue = "" + IcfrrParameters.DEFAULT_ITERATIONS,
            paramLabel = "N",
            description = "Number of iterations (${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--update",
            defaultValue = "reference",
            paramLabel = "RULE",
            description = "reference, as in the public Python code, or accumulating, as in the paper"
                    + " (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private UpdateRule update;

    void validate() {
        JobOptions.requireAtLeast(0, kg, "--kg");
    }

    IcfrrParameters method() {
        return new IcfrrParameters(kq, beta, iterations, update);
    }

    /**
     * Returns the number of neighbors per item to read from a graph.
     *
     * @throws IllegalArgumentException if the graph was built for the other update rule, or holds fewer than asked for
     */
    int perItem(GraphTable graph) {
        if (graph.selfMatch() != update.selfMatch()) {
            throw new IllegalArgumentException(graph.path() + ": built with --self " + label(graph.selfMatch())
                    + ", and --update " + label(update) + " needs " + label(update.selfMatch())
                    + ": build it again or take the other rule");
        }
        int perItem = kg == 0 ? graph.perItem() : Math.min(kg, graph.size() - 1);
        if (perItem > graph.perItem()) {
            throw new IllegalArgumentException(graph.path() + ": holds " + graph.perItem()
                    + " neighbors per item, fewer than the KG " + kg + " asked for: build it with a larger --kg");
        }
        return perItem;
    }

    /** Returns the parameters as JSON, with the names of {@code icfrr rerank}. */
    String json(int perItem) {
        return String.format(
                Locale.ROOT,
                "{\"kg\": %d, \"kq\": %d, \"beta\": %s, \"n_times\": %d, \"update\": \"%s\"}",
                perItem,
                kq,
                beta,
                iterations,
                label(update));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
