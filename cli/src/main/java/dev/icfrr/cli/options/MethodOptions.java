package dev.icfrr.cli.options;

import dev.icfrr.cli.input.RerankOptions.Parameters;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The parameters of the method for one query. */
public final class MethodOptions {
    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description =
                    "Gallery neighbors of a voter that get its vote (256, or as many as an index holds if fewer).")
    private @Nullable Integer kg;

    @Option(
            names = {"--kq", "--KQ"},
            paramLabel = "N",
            defaultValue = "" + IcfrrParameters.DEFAULT_KQ,
            description = "Top items of a query that vote (${DEFAULT-VALUE}).")
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
            description = "reference or accumulating, as for rerank (the one an index was built for; else reference).")
    private @Nullable UpdateRule update;

    /** The parameters where no graph is given. */
    public Parameters parameters() {
        return new Parameters(
                kg == null ? IcfrrParameters.DEFAULT_KG : kg,
                kq,
                beta,
                iterations,
                update == null ? UpdateRule.REFERENCE : update,
                false);
    }

    /**
     * A re-ranker over the lists of an index.
     *
     * @throws IllegalArgumentException if they are of the other rule, or too short
     */
    public Icfrr over(KnnGraph graph) {
        UpdateRule fitting = graph.selfMatch() == SelfMatch.FIRST ? UpdateRule.REFERENCE : UpdateRule.ACCUMULATING;
        if (update != null && update != fitting) {
            throw new IllegalArgumentException("the index was built with --self "
                    + graph.selfMatch().label() + ", for --update "
                    + fitting.label()
                    + ": build it with the other --self, or choose that rule");
        }
        Parameters checked = parameters();
        KnnGraph used = graph.truncated(kg == null ? Math.min(checked.kg(), graph.kg()) : checked.kg());
        return new Icfrr(
                used,
                IcfrrParameters.DEFAULTS
                        .withKq(checked.kq())
                        .withBeta(checked.beta())
                        .withIterations(checked.iterations())
                        .withUpdate(fitting));
    }
}
