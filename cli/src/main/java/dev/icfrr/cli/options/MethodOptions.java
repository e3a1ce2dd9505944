package dev.icfrr.cli.options;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.options.VoteOptions.Kind;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexVote;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The method's parameters for a query to an index or of a data set. An index has its own defaults. */
public final class MethodOptions {
    @Option(
            names = {"--vote"},
            paramLabel = "KIND",
            description =
                    "How top items vote: multiscale, or flat as in the public Python code (as the index was built; flat for rerank's inputs, and if "
                            + "--kg or --kq is given).")
    private @Nullable Kind kind;

    @Option(
            names = {"--k"},
            paramLabel = "N",
            converter = AutoOrNumber.class,
            description =
                    "Largest scale of multi-scale votes, rounded down to a power of two; its scales have equal weight. auto: "
                            + "K and weights of the index (auto).")
    private @Nullable Integer k;

    @Option(
            names = {"--lists"},
            paramLabel = "ORDER",
            description =
                    "Neighbor lists of multi-scale votes: scaled or plain (as the index was built). Scaled lists are cut to "
                            + "--k.")
    private @Nullable ListOrder lists;

    @Option(
            names = {"--kg", "--KG"},
            paramLabel = "N",
            description =
                    "Flat votes: neighbors of a voter that get its vote (256, or all that an index holds if fewer).")
    private @Nullable Integer kg;

    @Option(
            names = {"--kq", "--KQ"},
            paramLabel = "N",
            description = "Flat votes: top items of the query that vote (" + IcfrrParameters.DEFAULT_KQ + ").")
    private @Nullable Integer kq;

    @Option(
            names = {"--beta"},
            paramLabel = "X",
            defaultValue = "" + IcfrrParameters.DEFAULT_BETA,
            description = "Weight of the votes (${DEFAULT-VALUE}).")
    private double beta = IcfrrParameters.DEFAULT_BETA;

    @Option(
            names = {"--beta-scale"},
            paramLabel = "HOW",
            description =
                    "Unit of --beta, as for rerank: absolute, spread or k (k with multi-scale votes, otherwise absolute).")
    private @Nullable BetaScale betaScale;

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
                    "Update rule: reference or accumulating, as for rerank (accumulating for an index that was built with "
                            + "--vote flat --self index, otherwise reference).")
    private @Nullable UpdateRule update;

    /**
     * Returns the parameters for inputs without an index, flat votes unless an option belongs to multi-scale votes.
     *
     * @throws IllegalArgumentException if options do not fit each other
     */
    public ParameterRequest parameters() {
        boolean multiscale = isMultiscale(false);
        IcfrrParameters method = method(update == null ? UpdateRule.REFERENCE : update, multiscale);
        if (multiscale) {
            return ParameterRequest.multiscale(
                    k == null ? ParameterRequest.AUTO : k, lists == null ? Kind.MULTISCALE.lists() : lists, method);
        }
        return new ParameterRequest(kg == null ? IcfrrParameters.DEFAULT_KG : kg, method.kq(), method);
    }

    /** @param otherwise whether votes are multi-scale if no option belongs to one kind of votes */
    private boolean isMultiscale(boolean otherwise) {
        boolean asksForFlat = kg != null || kq != null;
        boolean asksForScales = k != null || lists != null;
        boolean multiscale = kind == null ? asksForScales || (!asksForFlat && otherwise) : kind == Kind.MULTISCALE;
        if (multiscale && asksForFlat) {
            throw new IllegalArgumentException(
                    "--kg and --kq belong to --vote flat. Use --k for the largest scale of --vote multiscale");
        }
        if (!multiscale && asksForScales) {
            throw new IllegalArgumentException(
                    "--k and --lists belong to --vote multiscale. Use --kg and --kq for --vote flat");
        }
        return multiscale;
    }

    private IcfrrParameters method(UpdateRule rule, boolean multiscale) {
        BetaScale usual = (multiscale ? Kind.MULTISCALE : Kind.FLAT).betaScale();
        return new IcfrrParameters(kq == null ? IcfrrParameters.DEFAULT_KQ : kq, beta, iterations, rule)
                .withBetaScale(betaScale == null ? usual : betaScale);
    }

    /**
     * Returns a re-ranker over an index.
     *
     * @throws IllegalArgumentException if options do not fit each other, or the index's lists are too short for them
     */
    public Icfrr over(GalleryIndex index) {
        return isMultiscale(index.manifest().vote().isPresent()) ? multiscale(index) : flat(index);
    }

    private Icfrr flat(GalleryIndex index) {
        KnnGraph graph = index.graph();
        // An index for multi-scale votes leaves out the items themselves, and its flat votes may follow either rule.
        boolean bound = index.manifest().vote().isEmpty();
        UpdateRule fitting =
                bound && graph.selfMatch() == SelfMatch.INDEX ? UpdateRule.ACCUMULATING : UpdateRule.REFERENCE;
        if (bound && update != null && update != fitting) {
            throw new IllegalArgumentException("the index was built with --self "
                    + graph.selfMatch().label() + ", for --update "
                    + fitting.label()
                    + ": choose that rule, or build the index with the other --self");
        }
        int used = kg == null ? Math.min(IcfrrParameters.DEFAULT_KG, graph.kg()) : kg;
        return new Icfrr(graph.truncated(used), method(update == null ? fitting : update, false));
    }

    private Icfrr multiscale(GalleryIndex index) {
        Optional<IndexVote> own = index.manifest().vote();
        if (index.graph().selfMatch() != SelfMatch.INDEX) {
            throw new IllegalArgumentException("the index was built for flat votes, with --self "
                    + index.graph().selfMatch().label()
                    + ": use --vote flat, or build it again with 'icfrr index build --replace'");
        }
        int asked = k == null ? ParameterRequest.AUTO : k;
        IndexVote vote;
        if (asked != ParameterRequest.AUTO) {
            vote = IndexVote.of(asked, ListOrder.PLAIN);
        } else {
            vote = own.orElseThrow(() -> new IllegalArgumentException(
                    "the index was built for flat votes, so it has no K. Name one with --k N"));
        }
        int largest = vote.k();
        KnnGraph graph = lists(index, own);
        if (graph.neighborsPerItem() < Math.min(largest, graph.size() - 1)) {
            throw new IllegalArgumentException("K " + largest + " is more than the " + graph.neighborsPerItem()
                    + " neighbors on the index's " + graph.order().label()
                    + " lists: use a smaller --k, or build the index with --k " + largest);
        }
        UpdateRule rule = update == null ? UpdateRule.REFERENCE : update;
        return new Icfrr(
                graph.truncated(Math.min(largest, graph.kg())),
                method(rule, true).withKq(largest).withVote(Vote.multiscale(vote.weights())));
    }

    private KnnGraph lists(GalleryIndex index, Optional<IndexVote> own) {
        ListOrder order = lists == null ? own.map(IndexVote::lists).orElse(ListOrder.PLAIN) : lists;
        return switch (order) {
            case PLAIN -> index.graph();
            case SCALED ->
                index.scaledGraph()
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "the index has no scaled lists: use --lists plain, or build it again with --lists scaled"));
        };
    }
}
