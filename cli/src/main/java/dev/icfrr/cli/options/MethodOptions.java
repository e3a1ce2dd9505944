package dev.icfrr.cli.options;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The method's parameters for a query to an index or of a data set. */
public final class MethodOptions {
    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description = "Neighbors of a voter that get its vote (256, or all that an index holds if fewer).")
    private @Nullable Integer kg;

    @Option(
            names = {"--kq", "--KQ"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_KQ,
            description = "Top items of the query that vote (${DEFAULT-VALUE}).")
    private int kq = IcfrrParameters.DEFAULT_KQ;

    @Option(
            names = {"--beta"},
            paramLabel = "X",
            defaultValue = "" + IcfrrParameters.DEFAULT_BETA,
            description = "Weight of the votes (${DEFAULT-VALUE}).")
    private double beta = IcfrrParameters.DEFAULT_BETA;

    @Option(
            names = {"--n-times", "--n_times"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_ITERATIONS,
            description = "Iterations (${DEFAULT-VALUE}).")
    private int iterations = IcfrrParameters.DEFAULT_ITERATIONS;

    @Option(
            names = {"--update"},
            paramLabel = "RULE",
            description =
                    "Update rule: reference or accumulating, as for rerank (the rule the index was built for, otherwise reference).")
    private @Nullable UpdateRule update;

    /** Returns the parameters for inputs without an index. */
    public ParameterRequest parameters() {
        return new ParameterRequest(
                kg == null ? IcfrrParameters.DEFAULT_KG : kg,
                kq,
                method(update == null ? UpdateRule.REFERENCE : update));
    }

    private IcfrrParameters method(UpdateRule rule) {
        return new IcfrrParameters(kq, beta, iterations, rule);
    }

    /**
     * Returns a re-ranker over the neighbor lists of an index.
     *
     * @throws IllegalArgumentException if the lists are for the other update rule, or too short
     */
    public Icfrr over(KnnGraph graph) {
        UpdateRule fitting = graph.selfMatch() == SelfMatch.FIRST ? UpdateRule.REFERENCE : UpdateRule.ACCUMULATING;
        if (update != null && update != fitting) {
            throw new IllegalArgumentException("the index was built with --self "
                    + graph.selfMatch().label() + ", for --update "
                    + fitting.label()
                    + ": choose that rule, or build the index with the other --self");
        }
        int used = kg == null ? Math.min(IcfrrParameters.DEFAULT_KG, graph.kg()) : kg;
        return new Icfrr(graph.truncated(used), method(fitting));
    }
}
