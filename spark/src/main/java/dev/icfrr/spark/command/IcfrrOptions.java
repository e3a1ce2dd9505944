package dev.icfrr.spark.command;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.spark.table.GraphHeader;
import dev.icfrr.spark.table.GraphTable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The parameters of the method. Jobs carry no command-line module, so they are declared here again. */
final class IcfrrOptions {
    @Option(
            names = "--vote",
            defaultValue = "flat",
            paramLabel = "VOTE",
            description = "flat, as in the public Python code, or multiscale (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private VoteName vote;

    @Option(
            names = "--k",
            paramLabel = "N",
            description =
                    "Largest scale of the multi-scale vote, rounded down to a power of two; auto takes K and the weights of"
                            + " the scales that 'knn --k auto' chose for the graph (auto).")
    private @Nullable String k;

    @Option(
            names = "--lists",
            paramLabel = "ORDER",
            description =
                    "The order that the lists of the graph must have: plain or scaled (scaled for the multi-scale vote,"
                            + " plain for the flat vote).")
    private @Nullable ListOrder lists;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description = "Neighbors of each list that count in the flat vote (default: all that the graph holds).")
    private @Nullable Integer kg;

    @Option(
            names = {"--kq", "--KQ"},
            paramLabel = "N",
            description = "Number of top items that vote in the flat vote (" + IcfrrParameters.DEFAULT_KQ + ").")
    private @Nullable Integer kq;

    @Option(
            names = "--beta",
            defaultValue = "" + IcfrrParameters.DEFAULT_BETA,
            paramLabel = "X",
            description = "Weight of the bonus (${DEFAULT-VALUE}).")
    private double beta;

    @Option(
            names = "--beta-scale",
            paramLabel = "SCALE",
            description =
                    "absolute: beta as it is; spread: beta times the spread of the distances of a query's candidates, their"
                            + " median less their minimum; k: beta times twice the root of K / 256, at most 2 (k for the"
                            + " multi-scale vote, otherwise absolute).")
    private @Nullable BetaScale betaScale;

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

    /** Names of votes on the command line. */
    enum VoteName {
        FLAT,
        MULTISCALE
    }

    private boolean isMultiscale() {
        return vote == VoteName.MULTISCALE;
    }

    void validate() {
        if (kg != null) {
            JobOptions.requireAtLeast(0, kg, "--kg");
        }
        if (isMultiscale() && (kg != null || kq != null)) {
            throw new IllegalArgumentException("--kg and --kq belong to the flat vote: use --k with --vote multiscale");
        }
        if (!isMultiscale() && k != null) {
            throw new IllegalArgumentException(
                    "--k belongs to the multi-scale vote: use --kg and --kq, or --vote multiscale");
        }
    }

    /** Returns the parameters for a graph, which may hold a K that was chosen with it. */
    IcfrrParameters method(GraphTable graph) {
        IcfrrParameters given = new IcfrrParameters(
                        kq == null ? IcfrrParameters.DEFAULT_KQ : kq, beta, iterations, update)
                .withBetaScale(betaScale != null ? betaScale : isMultiscale() ? BetaScale.K : BetaScale.ABSOLUTE);
        if (!isMultiscale()) {
            return given;
        }
        if (k != null && !LargestScale.isAuto(k)) {
            return given.withKq(LargestScale.of(k)).withVote(Vote.MULTISCALE);
        }
        GraphHeader header = graph.header();
        if (!header.hasChosenK()) {
            throw new IllegalArgumentException(
                    graph.name() + ": K was not chosen when these lists were built: build them"
                            + " with 'knn --k auto', or give --k a number");
        }
        return given.withKq(header.kg()).withVote(Vote.multiscale(header.weights()));
    }

    /**
     * Returns the number of neighbors per item to read from a graph.
     *
     * @throws IllegalArgumentException if the graph was built for another vote or update rule, or holds fewer than
     *     asked for
     */
    int perItem(GraphTable graph) {
        ListOrder order = graph.header().order();
        SelfMatch self = graph.header().selfMatch();
        ListOrder wanted = lists != null ? lists : isMultiscale() ? ListOrder.SCALED : ListOrder.PLAIN;
        if (order != wanted) {
            throw new IllegalArgumentException(
                    graph.name() + ": holds " + order.label() + " lists, and " + wanted.label()
                            + " ones are wanted: build it with 'knn --lists " + wanted.label() + "', or add --lists "
                            + order.label());
        }
        if (isMultiscale()) {
            return perItemAtScales(graph, method(graph).scales().largest());
        }
        int neighbors = kg == null ? 0 : kg;
        if (self != update.selfMatch()) {
            throw new IllegalArgumentException(graph.name() + ": built with --self " + label(self)
                    + ", and --update " + label(update) + " needs " + label(update.selfMatch())
                    + ": build it again or take the other rule");
        }
        int perItem = neighbors == 0 ? graph.perItem() : Math.min(neighbors, graph.size() - 1);
        if (perItem > graph.perItem()) {
            throw new IllegalArgumentException(
                    graph.name() + ": holds " + graph.perItem() + " neighbors per item, fewer than the KG " + neighbors
                            + " asked for: build it with a larger --kg");
        }
        return perItem;
    }

    private static int perItemAtScales(GraphTable graph, int k) {
        if (graph.header().selfMatch() != SelfMatch.INDEX) {
            throw new IllegalArgumentException(graph.name()
                    + ": built with --self first, and --vote multiscale needs index: build it again with --self index");
        }
        int perItem = Math.min(k, graph.size() - 1);
        if (perItem > graph.perItem()) {
            throw new IllegalArgumentException(
                    graph.name() + ": holds " + graph.perItem() + " neighbors per item, fewer than K " + k
                            + ": build it with a larger --kg, or take a smaller --k");
        }
        return perItem;
    }

    /** Returns the parameters as JSON, with the names of {@code icfrr rerank}. */
    String json(GraphTable graph, int perItem) {
        IcfrrParameters method = method(graph);
        StringBuilder text = new StringBuilder("{");
        if (isMultiscale()) {
            text.append("\"vote\": \"multiscale\", \"k\": ")
                    .append(method.scales().largest())
                    .append(
                            method.vote().weights().isEmpty()
                                    ? ""
                                    : ", \"scale_weights\": " + method.vote().weights())
                    .append(", \"lists\": \"" + graph.header().order().label() + "\"");
        } else {
            text.append("\"kg\": " + perItem + ", \"kq\": " + method.kq());
        }
        text.append(graph.header().centered() ? ", \"center\": \"domains\"" : "")
                .append(", \"beta\": " + beta)
                .append(
                        isMultiscale() || method.betaScale() != BetaScale.ABSOLUTE
                                ? ", \"beta_scale\": \"" + method.betaScale().label() + "\""
                                : "");
        return text.append(", \"n_times\": " + iterations + ", \"update\": \"" + label(update) + "\"}")
                .toString();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
